#!/usr/bin/env python3
"""Makes picture/fonts/forum-sans.otf: the part of Noto Sans CJK SC that cards and charts need.

    apt-get install fonts-noto-cjk python3-fonttools
    /usr/bin/python3 scripts/font.py [NotoSansCJK-Regular.ttc]

It keeps all characters of GB 2312 (6,763 simplified characters, kana, Greek,
Cyrillic, symbols), the 5,401 common traditional characters of Big5's first level,
Latin-1, and punctuation. Hints and layout tables go, since
golang.org/x/image uses neither; the proportional quotation marks and dots, which
the font offers through a layout table, get private code points instead, see
picture/glyphs.go. The same input makes the same file. It takes about a minute.
"""

import os
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIMPLIFIED_CHINESE = 2  # its place in the collection
TARGET = os.path.join(os.path.dirname(__file__), "..", "picture", "fonts", "forum-sans.otf")

# As in picture/glyphs.go.
NARROW = {0x2018: 0xE000, 0x2019: 0xE001, 0x201C: 0xE002, 0x201D: 0xE003, 0x2026: 0xE004}


def two_bytes(encoding, first, second):
    """The characters that a two-byte encoding has in these ranges."""
    out = set()
    for a in first:
        for b in second:
            try:
                out.add(ord(bytes([a, b]).decode(encoding)))
            except (UnicodeDecodeError, TypeError):
                pass  # an empty place
    return out


def wanted():
    chars = two_bytes("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
    chars |= two_bytes("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    chars |= set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))  # Latin; of its second part the font has the vowels of pinyin only
    chars |= set(range(0x1CD, 0x1DD))  # the tones of pinyin
    chars |= {0x20AC, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2020, 0x2021, 0x2022, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A}
    chars |= set(range(0x2190, 0x219A)) | {0x2116, 0x2122, 0x2212, 0x2264, 0x2265, 0x2E3A, 0x3007}
    chars |= set(range(0xFF01, 0xFF5F)) | {0xFFE5}
    return chars


def narrow_glyphs(font):
    """The proportional form of each character in NARROW."""
    table, cmap, out = font["GSUB"].table, font.getBestCmap(), {}
    lookups = {i for f in table.FeatureList.FeatureRecord if f.FeatureTag == "pwid" for i in f.Feature.LookupListIndex}
    for i in sorted(lookups):
        for sub in table.LookupList.Lookup[i].SubTable:
            mapping = getattr(getattr(sub, "ExtSubTable", sub), "mapping", {})
            for char, private in NARROW.items():
                if cmap[char] in mapping:
                    out[private] = mapping[cmap[char]]
    assert set(out) == set(NARROW.values()), "the font has no proportional form of some mark"
    return out


def main():
    source = sys.argv[1] if len(sys.argv) > 1 else SOURCE
    font = TTFont(source, fontNumber=SIMPLIFIED_CHINESE, lazy=True, recalcTimestamp=False)
    private = narrow_glyphs(font)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap.update(private)

    o = subset.Options()
    o.hinting = False
    o.layout_features = []
    o.notdef_outline = True  # the box that stands for a missing character
    o.name_IDs = [0, 5, 7, 8, 9, 10, 11, 12, 13, 14]  # whose font it is, and its licence
    o.drop_tables += ["GSUB", "GPOS", "BASE", "vhea", "vmtx", "VORG", "DSIG"]
    s = subset.Subsetter(o)
    s.populate(unicodes=wanted() | set(private))
    s.subset(font)
    for name_id, name in {1: "Forum Sans", 2: "Regular", 4: "Forum Sans", 6: "ForumSans-Regular"}.items():
        font["name"].setName(name, name_id, 3, 1, 0x409)
    font.save(TARGET)
    print(f"{os.path.normpath(TARGET)}: {len(font.getGlyphOrder())} glyphs, {os.path.getsize(TARGET)} bytes")


if __name__ == "__main__":
    main()
