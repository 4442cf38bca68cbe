"""One module a host framework, each a few lines over `cleaner.clean`; the framework is imported by its module alone."""
