"""The door to the rule modules: ../rules in a checkout, ./_rules in a wheel.

`cleaner.rules.comment_form` is thus the one name of a rule in a checkout, an editable
install, a wheel and a worker process. Nothing imports a rule by name: the catalog does.
"""

from pathlib import Path

_here = Path(__file__).parent
__path__ = [str(p) for p in (_here / "_rules", _here.parent / "rules") if p.is_dir()][:1]
