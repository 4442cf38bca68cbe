"""datatrove: the four stages of its example minhash_deduplication.py, in this process."""

import struct
import tempfile
from pathlib import Path

from clusters import read, run, write
from datatrove.executor.local import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
from datatrove.utils.hashing import HashConfig
from datatrove.utils.typeshelper import Languages


def example(corpus: Path, clusters: Path) -> None:
    """14 buckets of 8 hashes of 64 bits, words as for English."""
    config = MinhashConfig(hash_config=HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8)
    reader = JsonlReader(str(corpus.parent), glob_pattern=corpus.name)
    with tempfile.TemporaryDirectory() as folder:
        signatures, buckets, removals = f"{folder}/signatures", f"{folder}/buckets", f"{folder}/remove"
        stages: list[tuple[list[PipelineStep], int]] = [
            ([reader, MinhashDedupSignature(signatures, config=config, language=Languages.english)], 1),
            ([MinhashDedupBuckets(signatures, buckets, config=config)], config.num_buckets),
            ([MinhashDedupCluster(buckets, removals, config=config, save_cluster_id=True)], 1),
            (
                [
                    reader,
                    MinhashDedupFilter(removals, exclusion_writer=JsonlWriter(f"{folder}/removed")),
                    JsonlWriter(f"{folder}/kept"),
                ],
                1,
            ),
        ]
        for at, (steps, tasks) in enumerate(stages):
            LocalPipelineExecutor(pipeline=steps, tasks=tasks, workers=1, logging_dir=f"{folder}/logs/{at}").run()
        members = list(struct.iter_unpack("<II", Path(removals, "000000.clusters").read_bytes()))
    ids, _ = read(corpus)
    write(clusters, ids, members)


if __name__ == "__main__":
    run({"example": example})
