"""The parts that duplicates are found with: tokens, fingerprints, verification, relations, clusters, keepers.

Kernels work on Arrow arrays and know no engine; `cleaner.pipeline` puts them together.
"""
