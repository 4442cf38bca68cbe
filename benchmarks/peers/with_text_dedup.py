"""text-dedup: its command at its defaults, in one process; the clusters are those it dumps."""

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from clusters import read, run, write


def default(corpus: Path, clusters: Path) -> None:
    """`python -m text_dedup.minhash`, with --debug for the clusters, and nothing kept from an earlier run."""
    with tempfile.TemporaryDirectory() as folder:
        said = {
            "path": "json", "data_files": corpus, "split": "train", "column": "text", "num_proc": "1",
            "cache_dir": f"{folder}/cache", "output": f"{folder}/out",
        }  # fmt: skip
        options = [str(part) for name, value in said.items() for part in (f"--{name}", value)]
        subprocess.run(
            [sys.executable, "-m", "text_dedup.minhash", *options, "--debug"],
            check=True,
            env={**os.environ, "HF_HOME": f"{folder}/home", "HF_HUB_OFFLINE": "1"},
        )
        union = pickle.loads(Path(folder, "out", "uf.pkl").read_bytes())
    ids, _ = read(corpus)
    write(clusters, ids, [(n, union.find(n)) for n in range(len(ids))])


if __name__ == "__main__":
    run({"default": default})
