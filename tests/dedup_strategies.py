"""Articles for tests of duplicates: sentences by number, so that copies, rewrites and excerpts are planted by lists.

The same number is the same sentence; different numbers share no run of words worth speaking of.
Also the plain-Python oracle that the kernels are held against.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

import pyarrow as pa
from hypothesis import strategies as st

from cleaner.dedup.align import Token, tokens
from cleaner.dedup.alphabet import WORD_WEIGHT
from cleaner.dedup.relation import MERGING
from cleaner.dedup.verify import verify

ENGLISH = (
    "harbour council bridge river farmer engine window teacher market winter signal garden budget mayor ticket "
    "village doctor copper valley museum ferry captain orchard library tunnel bakery glacier festival lantern "
    "railway surgeon meadow quarry senate pilot cottage printer lagoon violin carpenter opened closed repaired "
    "measured promised delayed painted crossed ordered counted slowly quietly yesterday twice again never often "
    "beside under toward without across during against within small bright narrow empty heavy distant wooden"
).split()
ARABIC = (
    "مدينة نهر جسر سوق شتاء حديقة معلم نافذة قرية طبيب متحف قبطان مكتبة نفق مخبز مهرجان فانوس قطار مرج محجر "
    "طيار كوخ بحيرة كمان نجار فتح أغلق أصلح قاس وعد أخر رسم عبر طلب عد ببطء بهدوء أمس مرة أبدا غالبا تحت نحو "
    "دون خلال ضد داخل صغير مضيء ضيق فارغ ثقيل بعيد خشبي"
).split()
CHINESE = "河桥市场冬园窗教师村医博物船长书馆隧道面包节灯火车草石飞机屋湖琴木匠开关修量答应延画过订数慢静昨次再从常旁下向穿小亮窄空重远新旧东西南北"
THAI = (
    "แม่น้ำ สะพาน ตลาด ฤดู สวน ครู หน้าต่าง หมู่บ้าน หมอ เรือ ห้องสมุด อุโมงค์ ขนมปัง เทศกาล โคมไฟ รถไฟ ทุ่ง "
    "เหมือง นักบิน กระท่อม ทะเลสาบ ช่างไม้ เปิด ปิด ซ่อม วัด สัญญา เลื่อน ทาสี ข้าม สั่ง นับ ช้า เงียบ เมื่อวาน "
    "อีก เล็ก สว่าง แคบ ว่าง หนัก ไกล ภูเขา ทะเล เกาะ โรงเรียน โรงพยาบาล ดนตรี กระดาษ หนังสือ ประตู กำแพง หลังคา "
    "ต้นไม้ ดอกไม้ ผลไม้ ข้าว น้ำตาล เกลือ กาแฟ จักรยาน เครื่องบิน สถานี ถนน ตำรวจ ทหาร พ่อค้า ชาวนา กวี จิตรกร เขียน อ่าน "
    "ฟัง พูด เดิน วิ่ง ว่ายน้ำ ปลูก เก็บ ขาย ซื้อ ส่ง รับ ค้นหา พบ สูญเสีย สร้าง ทำลาย ใหญ่ ยาว สั้น สูง ต่ำ เก่า ใหม่ ร้อน เย็น"
).split()
SCRIPTS = ("english", "arabic", "chinese", "thai")


@cache
def sentence(script: str, number: int) -> str:
    """The sentence of a number: ten to fourteen words' worth."""
    random = Random(f"{script} {number}")
    length = random.randint(10, 14)
    if script == "chinese":
        return "".join(random.choice(CHINESE) for _ in range(2 * length)) + "。"
    if script == "thai":
        return "".join(random.choice(THAI) for _ in range(length)) + " "
    words = [random.choice(ENGLISH if script == "english" else ARABIC) for _ in range(length)]
    return " ".join(words).capitalize() + ". "


class Article(NamedTuple):
    """An article as the numbers of its sentences."""

    script: str
    numbers: tuple[int, ...]

    @property
    def text(self) -> str:
        parts = [sentence(self.script, number) for number in self.numbers]
        return "\n\n".join("".join(parts[at : at + 4]).strip() for at in range(0, len(parts), 4))

    def plus(self, *numbers: int) -> "Article":
        return Article(self.script, self.numbers + numbers)


scripts = st.sampled_from(SCRIPTS)


@st.composite
def articles(draw: st.DrawFn, least: int = 10, most: int = 20) -> Article:
    """An article of its own: whole runs of numbers, so that two drawn ones share all of a run or nothing."""
    start = 100 * draw(st.integers(0, 30))
    length = draw(st.integers(least, most))
    return Article(draw(scripts), tuple(range(start, start + length)))


@st.composite
def edited(draw: st.DrawFn, article: Article) -> Article:
    """A near copy: one or two sentences are others, or one is missing."""
    numbers = list(article.numbers)
    for _ in range(draw(st.integers(1, 2))):
        numbers[draw(st.integers(0, len(numbers) - 1))] = 90_000 + draw(st.integers(0, 999))
    if draw(st.booleans()):
        del numbers[draw(st.integers(0, len(numbers) - 1))]
    return article._replace(numbers=tuple(numbers))


def reworked(article: Article, salt: int) -> Article:
    """A rewrite: every third sentence is another."""
    numbers = tuple(50_000 + 100 * salt + at if at % 3 == 2 else n for at, n in enumerate(article.numbers))
    return article._replace(numbers=numbers)


def quoting(article: Article, salt: int) -> Article:
    """Another article that takes over a passage of four sentences."""
    own = [60_000 + 100 * salt + at for at in range(14)]
    return article._replace(numbers=(*own[:6], *article.numbers[3:7], *own[6:]))


Record = dict[str, object]


def records(texts: Sequence[str], prefix: str = "d") -> list[Record]:
    return [{"id": f"{prefix}{at:03}", "text": text} for at, text in enumerate(texts)]


KINDS = ("edited", "reworked", "quoting", "copy")


@st.composite
def batches(draw: st.DrawFn, most: int = 3, least: int = 1, copies: bool = True) -> list[Record]:
    """Documents of a few stories, each with `least` or more of an edited, a reworked, a quoting and an exact copy."""
    texts: list[str] = []
    for salt, story in enumerate(draw(st.lists(articles(), min_size=1, max_size=most, unique=True))):
        texts.append(story.text)
        for kind in draw(st.lists(st.sampled_from(KINDS), min_size=least, unique=True)):
            if kind == "edited":
                texts.append(draw(edited(story)).text)
            elif kind == "reworked":
                texts.append(reworked(story, salt).text)
            elif kind == "quoting":
                texts.append(quoting(story, salt).text)
            elif copies:
                texts.append(draw(st.sampled_from((story.text, story.text.replace("\n\n", "\n") + "\n"))))
    return records(draw(st.permutations(texts if copies else list(dict.fromkeys(texts)))))


# ---- the oracle

RUN = 4 * WORD_WEIGHT
SHINGLE = 5 * WORD_WEIGHT


def runs(text: str, worth: int) -> list[tuple[str, ...]]:
    """The runs of tokens of so much worth, one from each place where there is one."""
    side = list(tokens(text))
    found: list[tuple[str, ...]] = []
    for start in range(len(side)):
        weight, end = 0, start
        while weight < worth and end < len(side):
            weight += side[end].weight
            end += 1
        if weight >= worth:
            found.append(tuple(token.form for token in side[start:end]))
    return found


def coverage(text: str, other: str) -> float:
    """The share of the text's weight in runs of four words' worth that the other has."""
    side: list[Token] = list(tokens(text))
    there = set(runs(other, RUN))
    common: set[int] = set()
    for start, run in enumerate(runs(text, RUN)):
        if run in there:
            common.update(range(start, start + len(run)))
    return sum(side[at].weight for at in common) / max(1, sum(token.weight for token in side))


def jaccard(text: str, other: str) -> float:
    """Distinct shingles in both, of those in either."""
    a, b = set(runs(text, SHINGLE)), set(runs(other, SHINGLE))
    return len(a & b) / max(1, len(a | b))


def words(text: str) -> float:
    """The words' worth of a text."""
    return sum(token.weight for token in tokens(text)) / WORD_WEIGHT


def components(pairs: Sequence[tuple[str, str]]) -> set[frozenset[str]]:
    """The groups that pairs connect, by repeated union."""
    groups: list[set[str]] = []
    for pair in pairs:
        met = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if not group & set(pair)] + [set(pair).union(*met)]
    return {frozenset(group) for group in groups}


# ---- one pair


PAIR = pa.schema(
    [
        ("a", pa.int64()), ("b", pa.int64()), ("text_a", pa.string()), ("text_b", pa.string()),
        ("furniture_a", pa.list_(pa.int64())), ("furniture_b", pa.list_(pa.int64())), ("days", pa.float64()),
        ("same_source", pa.bool_()), ("same_page", pa.bool_()),
    ]
)  # fmt: skip


def verified(*pairs: Mapping[str, object]) -> list[dict[str, object]]:
    """The figures of pairs, each with what is known of it; numbered 0 and 0, 1 and -1, and so on."""
    rows = [{"a": at, "b": -at, **pair} for at, pair in enumerate(pairs)]
    figures: list[dict[str, object]] = verify(pa.RecordBatch.from_pylist(rows, schema=PAIR)).to_pylist()
    return figures


def row(a: str, b: str, days: float | None = None) -> dict[str, object]:
    """The figures of one pair."""
    return verified({"text_a": a, "text_b": b, "days": days})[0]


def merges(a: str, b: str) -> bool:
    return row(a, b)["relation"] in MERGING
