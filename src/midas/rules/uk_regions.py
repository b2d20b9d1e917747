"""The regions of the United Kingdom at levels 1 and 2 of NUTS and its successor ITL.

A line: code, latitude, longitude, name. Level 1 has three characters, level 2 four. All level-2 codes of
NUTS 2013 and 2016 are here; they differ in the south of Scotland, where M2 and M3 became M7, M8 and M9.
ITL 2021 writes the NUTS 2016 codes with `TL` for `UK`. Points are of ours: a place near the middle of where
the region's people work, to about 0.1 degree, good for distances between regions, not for maps.
Jurisdiction: United Kingdom. Sources: Regulation (EU) No 1319/2013 (NUTS 2013, valid from 2015-01-01) and
(EU) 2016/2066 (NUTS 2016, valid from 2018-01-01); Office for National Statistics, International Territorial
Levels, January 2021 (valid from 2021-01-01). Names as the ONS writes them. Checked on 2026-11-24.
"""

TABLE = """
UKC   54.9  -1.6  North East
UKC1  54.6  -1.4  Tees Valley and Durham
UKC2  55.0  -1.6  Northumberland and Tyne and Wear
UKD   53.7  -2.5  North West
UKD1  54.6  -2.9  Cumbria
UKD3  53.5  -2.2  Greater Manchester
UKD4  53.8  -2.6  Lancashire
UKD6  53.2  -2.6  Cheshire
UKD7  53.4  -3.0  Merseyside
UKE   53.8  -1.3  Yorkshire and The Humber
UKE1  53.7  -0.4  East Yorkshire and Northern Lincolnshire
UKE2  54.1  -1.3  North Yorkshire
UKE3  53.5  -1.3  South Yorkshire
UKE4  53.8  -1.6  West Yorkshire
UKF   52.9  -1.1  East Midlands
UKF1  53.0  -1.3  Derbyshire and Nottinghamshire
UKF2  52.5  -1.0  Leicestershire, Rutland and Northamptonshire
UKF3  53.1  -0.3  Lincolnshire
UKG   52.5  -2.0  West Midlands
UKG1  52.2  -2.1  Herefordshire, Worcestershire and Warwickshire
UKG2  52.8  -2.3  Shropshire and Staffordshire
UKG3  52.5  -1.9  West Midlands
UKH   52.2   0.4  East of England
UKH1  52.4   0.8  East Anglia
UKH2  51.9  -0.3  Bedfordshire and Hertfordshire
UKH3  51.7   0.6  Essex
UKI   51.5  -0.1  London
UKI3  51.5  -0.2  Inner London - West
UKI4  51.5   0.0  Inner London - East
UKI5  51.6   0.1  Outer London - East and North East
UKI6  51.4  -0.1  Outer London - South
UKI7  51.6  -0.3  Outer London - West and North West
UKJ   51.3  -0.8  South East
UKJ1  51.6  -1.1  Berkshire, Buckinghamshire and Oxfordshire
UKJ2  51.1  -0.2  Surrey, East and West Sussex
UKJ3  51.0  -1.3  Hampshire and Isle of Wight
UKJ4  51.3   0.7  Kent
UKK   51.1  -2.9  South West
UKK1  51.5  -2.3  Gloucestershire, Wiltshire and Bath/Bristol area
UKK2  51.0  -2.7  Dorset and Somerset
UKK3  50.3  -4.9  Cornwall and Isles of Scilly
UKK4  50.7  -3.7  Devon
UKL   51.9  -3.5  Wales
UKL1  51.8  -3.8  West Wales and The Valleys
UKL2  51.7  -3.1  East Wales
UKM   56.0  -3.7  Scotland
UKM2  56.1  -3.3  Eastern Scotland
UKM3  55.7  -4.3  South Western Scotland
UKM5  57.2  -2.3  North Eastern Scotland
UKM6  57.5  -4.7  Highlands and Islands
UKM7  56.2  -3.2  Eastern Scotland
UKM8  55.9  -4.3  West Central Scotland
UKM9  55.3  -3.6  Southern Scotland
UKN   54.6  -6.4  Northern Ireland
UKN0  54.6  -6.4  Northern Ireland
"""

TILES: dict[str, tuple[int, int]] = {
    "UKM": (1, 0),
    "UKN": (0, 1),
    "UKC": (2, 1),
    "UKD": (1, 2),
    "UKE": (2, 2),
    "UKL": (0, 3),
    "UKG": (1, 3),
    "UKF": (2, 3),
    "UKH": (3, 3),
    "UKK": (1, 4),
    "UKJ": (2, 4),
    "UKI": (3, 4),
}
"""Where a tile map puts each level-1 region: column from the west, row from the north."""
