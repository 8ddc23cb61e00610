#!/bin/sh
# Builds the three faces that the forms embed, and the table of private-use codes.
#
#   regular.ttf, bold.ttf   BIZ UDGothic cut to CP932, Latin-1 and kana
#   fallback.ttf.gz         what those lack, from Noto Sans JP: JIS X 0213 and the rarer kanji, those above
#                           U+FFFF reached through private-use codes, since gofpdf sees the
#                           basic plane only; and the two check boxes, drawn from □ and ✓
#   private.tsv             private-use code → real character, for the fallback face
#
# Needs Debian's fonts-morisawa-bizud-gothic and python3-fonttools, and npm for Noto Sans JP
# (or the path of NotoSansJP_400Regular.ttf as first argument). The same inputs give the same bytes.
set -eu
cd "$(dirname "$0")"
biz=/usr/share/fonts/truetype/bizud-gothic
noto=${1:-}
if [ -z "$noto" ]; then
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	(cd "$tmp" && npm pack --silent @expo-google-fonts/noto-sans-jp@0.4.3 >/dev/null && tar xzf ./*.tgz)
	noto=$tmp/package/400Regular/NotoSansJP_400Regular.ttf
fi
/usr/bin/python3 - "$biz" "$noto" <<'PY'
import gzip, io, sys
from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

biz_dir, noto_path = sys.argv[1], sys.argv[2]
PRIVATE = 0xE000  # first code; CP932's own user area is never accepted as input


def repertoire(codec, prefixes=(b"",)):
    """Every single character that a two-byte codec can encode."""
    found = set()
    for lead in range(256):
        for trail in range(256):
            for prefix in prefixes:
                try:
                    text = (prefix + bytes([lead, trail])).decode(codec)
                except UnicodeDecodeError:
                    continue
                if len(text) == 1:
                    found.add(ord(text))
    return {c for c in found if c >= 0x20 and not 0xE000 <= c <= 0xF8FF and c != 0x7F}


def cut(path, codes):
    """The face reduced to the codes: no hints, no layout tables, dates untouched."""
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
                             name_languages=[0x409], glyph_names=False, recalc_timestamp=False)
    options.drop_tables += ["vhea", "vmtx", "DSIG", "GSUB", "GPOS", "GDEF", "BASE", "VORG", "STAT", "meta", "gasp"]
    font = TTFont(path, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    return font


def full_metrics(font):
    """Ends the glyphs with one of another width, so that hmtx keeps a width for every glyph.

    gofpdf writes over its input when it reads a width from the shortened tail of the table.
    """
    font["glyf"]  # the table must be loaded before the order changes
    order = font.getGlyphOrder() + ["end.mark"]
    font.setGlyphOrder(order)
    font["glyf"].glyphs["end.mark"] = TTGlyphPen(None).glyph()
    font["glyf"].glyphOrder = order
    font["hmtx"].metrics["end.mark"] = (1, 0)


def rename(font, family, notice):
    """A derived font must not be taken for the original (OFL)."""
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = family
        elif record.nameID in (3, 6):
            record.string = family.replace(" ", "")
        elif record.nameID == 0:
            record.string = str(record) + " " + notice


def box(font, name, tick):
    """Draws ☐ or ☑ from the face's own □ and ✓."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    pen = TTGlyphPen(glyphs)
    glyphs[cmap[0x25A1]].draw(pen)
    if tick:
        glyphs[cmap[0x2713]].draw(TransformPen(pen, (0.7, 0, 0, 0.7, 150, 100)))
    order = font.getGlyphOrder() + [name]
    font.setGlyphOrder(order)
    font["glyf"].glyphs[name] = pen.glyph()
    font["glyf"].glyphOrder = order
    font["hmtx"].metrics[name] = (font["hmtx"].metrics[cmap[0x25A1]][0], 0)


def set_cmap(font, mapping):
    """One format 4 subtable: the only one that gofpdf reads."""
    table = next(t for t in font["cmap"].tables if t.format == 4)
    table.platformID, table.platEncID, table.language = 3, 1, 0
    table.cmap = mapping
    font["cmap"].tables = [table]


latin_kana = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | set(range(0x3000, 0x3100))
wanted = repertoire("cp932") | latin_kana | {0x260E, 0x2713}
have = set()
for weight in ("Regular", "Bold"):
    font = cut(f"{biz_dir}/BIZUDGothic-{weight}.ttf", wanted)
    cmap = {c: g for c, g in font.getBestCmap().items() if c <= 0xFFFF}
    have |= set(cmap)
    set_cmap(font, cmap)
    full_metrics(font)
    font.save(f"{weight.lower()}.ttf")

noto = set(TTFont(noto_path).getBestCmap())
extra = noto - have - {c for c in noto if 0xE000 <= c <= 0xF8FF or c < 0x20}
font = cut(noto_path, extra | {0x20, 0x25A1, 0x2713})
cmap = font.getBestCmap()
mapping = {c: cmap[c] for c in extra if c <= 0xFFFF}
with open("private.tsv", "w", encoding="utf-8") as table:
    table.write("# private-use code, real character: generated by build.sh\n")
    for n, code in enumerate(sorted(c for c in extra if c > 0xFFFF)):
        mapping[PRIVATE + n] = cmap[code]
        table.write(f"{PRIVATE + n:04X}\t{code:05X}\t{chr(code)}\n")
for code, name, tick in ((0x2610, "box.open", False), (0x2611, "box.ticked", True)):
    box(font, name, tick)
    mapping[code] = name
set_cmap(font, mapping)
full_metrics(font)
rename(font, "Uketsuke Fallback Gothic", "Cut from Noto Sans JP.")
raw = io.BytesIO()
font.save(raw)
with open("fallback.ttf.gz", "wb") as out:
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as packed:
        packed.write(raw.getvalue())
print(len(have), "codes in the main faces,", len(mapping), "in the fallback face,", len(raw.getvalue()), "bytes unpacked")
PY
