"""Towns the demo's firms sit in, and which regions a firm can reach from there.

UK towns stand under their NUTS 2016 level-2 region; points are the towns' own, to about 0.01 degree (public
maps, checked on 2026-11-24). How many firms each region has is the story's: most near Sheffield.
"""

from __future__ import annotations

from functools import cache

from midas.demo.cluster import Place

TABLE = """
UKC1 Middlesbrough 54.57 -1.23, Darlington 54.52 -1.55, Hartlepool 54.69 -1.21, Stockton-on-Tees 54.57 -1.32
UKC2 Newcastle_upon_Tyne 54.97 -1.61, Sunderland 54.91 -1.38, Blyth 55.13 -1.51
UKD1 Carlisle 54.89 -2.93, Barrow-in-Furness 54.11 -3.23
UKD3 Manchester 53.48 -2.24, Bolton 53.58 -2.43, Oldham 53.54 -2.11
UKD4 Preston 53.76 -2.70, Blackburn 53.75 -2.48
UKD6 Crewe 53.10 -2.44, Warrington 53.39 -2.60
UKD7 Liverpool 53.41 -2.98, Birkenhead 53.39 -3.02
UKE1 Kingston_upon_Hull 53.74 -0.33, Grimsby 53.57 -0.08, Scunthorpe 53.59 -0.65
UKE2 York 53.96 -1.08, Harrogate 53.99 -1.54
UKE3 Sheffield 53.38 -1.47, Rotherham 53.43 -1.36, Doncaster 53.52 -1.13, Barnsley 53.55 -1.48
UKE4 Leeds 53.80 -1.55, Bradford 53.79 -1.75, Wakefield 53.68 -1.50, Huddersfield 53.65 -1.78
UKF1 Derby 52.92 -1.48, Nottingham 52.95 -1.15, Chesterfield 53.24 -1.42
UKF2 Leicester 52.64 -1.13, Northampton 52.24 -0.90, Corby 52.49 -0.69
UKF3 Lincoln 53.23 -0.54, Boston 52.98 -0.02
UKG1 Worcester 52.19 -2.22, Hereford 52.06 -2.72
UKG2 Stoke-on-Trent 53.00 -2.18, Telford 52.68 -2.45, Stafford 52.81 -2.12
UKG3 Birmingham 52.48 -1.89, Coventry 52.41 -1.51, Wolverhampton 52.59 -2.13
UKH1 Cambridge 52.21 0.12, Norwich 52.63 1.30, Ipswich 52.06 1.16
UKH2 Luton 51.88 -0.42, Stevenage 51.90 -0.20
UKH3 Chelmsford 51.74 0.47, Colchester 51.89 0.90
UKI3 Camden 51.54 -0.14
UKI4 Hackney 51.55 -0.06
UKI5 Barking 51.54 0.08
UKI6 Croydon 51.37 -0.10
UKI7 Ealing 51.51 -0.31
UKJ1 Oxford 51.75 -1.26, Reading 51.45 -0.97, Milton_Keynes 52.04 -0.76
UKJ2 Brighton 50.82 -0.14, Crawley 51.11 -0.19
UKJ3 Southampton 50.90 -1.40, Portsmouth 50.80 -1.09
UKJ4 Maidstone 51.27 0.52, Ashford 51.15 0.87
UKK1 Bristol 51.45 -2.59, Gloucester 51.86 -2.24, Swindon 51.56 -1.78
UKK2 Taunton 51.02 -3.10, Poole 50.72 -1.98
UKK3 Truro 50.26 -5.05
UKK4 Exeter 50.72 -3.53, Plymouth 50.38 -4.14
UKL1 Swansea 51.62 -3.94, Bangor 53.23 -4.13
UKL2 Cardiff 51.48 -3.18, Newport 51.58 -3.00, Wrexham 53.05 -2.99
UKM5 Aberdeen 57.15 -2.09
UKM6 Inverness 57.48 -4.22
UKM7 Edinburgh 55.95 -3.19, Dundee 56.46 -2.97
UKM8 Glasgow 55.86 -4.25, Paisley 55.85 -4.42
UKM9 Ayr 55.46 -4.63, Dumfries 55.07 -3.61
UKN0 Belfast 54.60 -5.93, Lisburn 54.51 -6.04, Newry 54.18 -6.34
"""

SHARES = {
    "UKE": 24,
    "UKD": 12,
    "UKF": 11,
    "UKC": 9,
    "UKG": 9,
    "UKH": 6,
    "UKK": 6,
    "UKJ": 6,
    "UKM": 6,
    "UKL": 5,
    "UKI": 4,
    "UKN": 3,
}
"""How the firms divide between the twelve regions, as weights."""

NEAR = {
    "UKC": ("UKE", "UKD", "UKM"),
    "UKD": ("UKC", "UKE", "UKG", "UKL"),
    "UKE": ("UKC", "UKD", "UKF"),
    "UKF": ("UKE", "UKG", "UKH"),
    "UKG": ("UKF", "UKD", "UKL", "UKK"),
    "UKH": ("UKF", "UKI", "UKJ"),
    "UKI": ("UKH", "UKJ"),
    "UKJ": ("UKI", "UKH", "UKK"),
    "UKK": ("UKJ", "UKG", "UKL"),
    "UKL": ("UKG", "UKD", "UKK"),
    "UKM": ("UKC", "UKN"),
    "UKN": ("UKM",),
}
"""The regions one drives to from each, nearest first."""

UK = ("UK",)


@cache
def towns(level1: str = "UK") -> tuple[Place, ...]:
    """The towns in a region, or in all of the United Kingdom, in the order of the table."""
    return tuple(place for place in _read() if place.region.startswith(level1))


def town(name: str) -> Place:
    """The UK town of that name."""
    return next(place for place in towns() if place.town == name)


def _read() -> tuple[Place, ...]:
    found = []
    for line in TABLE.strip().splitlines():
        region, rest = line.split(" ", 1)
        for entry in rest.split(", "):
            name, north, east = entry.split()
            found.append(Place(name.replace("_", " "), region, float(north), float(east)))
    return tuple(found)
