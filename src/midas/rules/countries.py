"""Countries a member may sit in: the EU, EFTA, and a few more that trade with them.

A line: code, latitude, longitude, time zone, name. Codes are those of NUTS (ISO 3166-1 alpha-2, but `EL` for
Greece and `UK` for the United Kingdom). Points are of ours: near the middle of the country's population, to
about 0.1 degree. Time zones are of the capital (IANA time zone database); a firm may state another.
Sources: Regulation (EC) No 1059/2003 as amended (NUTS country codes, valid from 2003-07-11); ISO 3166-1:2020;
EFTA Convention (2002). Checked on 2026-11-24.
"""

EU = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT"),
    *("LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
"""The 27 members of the European Union since 2020-02-01."""

EFTA = ("CH", "IS", "LI", "NO")

ISO = {"GR": "EL", "GB": "UK"}
"""ISO 3166-1 codes for which NUTS has its own."""

TABLE = """
AT  47.9   14.4  Europe/Vienna        Austria
BE  50.8    4.4  Europe/Brussels      Belgium
BG  42.7   24.6  Europe/Sofia         Bulgaria
CY  35.0   33.2  Asia/Nicosia         Cyprus
CZ  49.9   15.4  Europe/Prague        Czechia
DE  50.9    9.7  Europe/Berlin        Germany
DK  55.7   11.0  Europe/Copenhagen    Denmark
EE  59.1   25.3  Europe/Tallinn       Estonia
EL  38.5   23.3  Europe/Athens        Greece
ES  40.0   -3.0  Europe/Madrid        Spain
FI  61.7   25.2  Europe/Helsinki      Finland
FR  47.2    2.5  Europe/Paris         France
HR  45.4   16.1  Europe/Zagreb        Croatia
HU  47.3   19.4  Europe/Budapest      Hungary
IE  53.1   -7.3  Europe/Dublin        Ireland
IT  42.9   12.1  Europe/Rome          Italy
LT  55.2   24.0  Europe/Vilnius       Lithuania
LU  49.6    6.1  Europe/Luxembourg    Luxembourg
LV  56.9   24.5  Europe/Riga          Latvia
MT  35.9   14.5  Europe/Malta         Malta
NL  52.1    5.2  Europe/Amsterdam     Netherlands
PL  51.7   19.4  Europe/Warsaw        Poland
PT  39.8   -8.6  Europe/Lisbon        Portugal
RO  45.6   25.6  Europe/Bucharest     Romania
SE  59.0   15.6  Europe/Stockholm     Sweden
SI  46.2   14.8  Europe/Ljubljana     Slovenia
SK  48.7   18.9  Europe/Bratislava    Slovakia
CH  47.1    8.1  Europe/Zurich        Switzerland
IS  64.2  -21.7  Atlantic/Reykjavik   Iceland
LI  47.2    9.5  Europe/Vaduz         Liechtenstein
NO  60.9    9.7  Europe/Oslo          Norway
UK  52.9   -1.8  Europe/London        United Kingdom
AU -32.7  146.5  Australia/Sydney     Australia
CA  47.5  -86.0  America/Toronto      Canada
IN  22.9   79.7  Asia/Kolkata         India
JP  35.7  137.7  Asia/Tokyo           Japan
NZ -39.6  175.4  Pacific/Auckland     New Zealand
RS  44.3   20.7  Europe/Belgrade      Serbia
SG   1.3  103.8  Asia/Singapore       Singapore
TR  39.3   33.1  Europe/Istanbul      Türkiye
UA  49.1   31.9  Europe/Kyiv          Ukraine
US  37.6  -92.4  America/New_York     United States
"""
