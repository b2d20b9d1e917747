"""The firms the story needs by name: the six that belong together, one that nearly did, and their rivals.

Prices are in pounds, capacities per month, certificates by the days until they run out (below zero: past).
The six are the cheapest way to do the story's requirement, but not by being good at everything: each is good at
one thing. `midas.demo.story` holds the requirement.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """What a cast firm offers: CPV code, pounds per unit, units a month, quality, days to wait."""

    cpv: str
    price: float
    capacity: int
    quality: float
    lead: int


@dataclass(frozen=True, slots=True)
class Part:
    """A cast firm. `turnover` in GBP 1,000 a year, `engagement` in pounds, `references` deliveries and kept."""

    name: str
    town: str
    trade: str
    staff: int
    turnover: int
    engagement: int
    references: tuple[int, int]
    claims: tuple[Claim, ...]
    certificates: tuple[tuple[str, int], ...]
    summary: str
    can_lead: bool = False
    joined_days: int = 1200
    serves: tuple[str, ...] = ("UK",)
    tags: tuple[str, ...] = ()


ROTHERHAM = "Thrinnbeck Trailers & Cabins Ltd"
TEESSIDE = "Eskelmere Coatings Ltd"
CAMBRIDGE = "Fennimlode Medical Electronics Ltd"
BRISTOL = "Ulvercombe Clinical Software Ltd"
LEEDS = "Keldonholt Interiors & Climate Ltd"
DERBY = "Tarnweridge Logistics & Service Ltd"
NEAR_MISS = "Larrickstow Imaging Ltd"
HULL = "Skelmshaw Coatings Ltd"
SHEFFIELD = "Orringarth Systems Ltd"
YORK = "Bleaskfold Diagnostics Ltd"
BOLTON = "Pellowstow Coachworks Ltd"
DONCASTER = "Yarrinmoor Haulage Ltd"

TEAM = (ROTHERHAM, TEESSIDE, CAMBRIDGE, BRISTOL, LEEDS, DERBY)
"""The team that does the story's requirement at the least total cost."""

CAST = (
    Part(
        name=ROTHERHAM,
        town="Rotherham",
        trade="vehicles",
        staff=84,
        turnover=9_400,
        engagement=9_800,
        references=(24, 24),
        claims=(
            Claim("34223330", 51_400, 4, 0.92, 35),
            Claim("45262680", 46, 900, 0.93, 10),
            Claim("34210000", 9_600, 6, 0.88, 28),
        ),
        certificates=(("ISO 9001", 640), ("ISO 3834-2", 700), ("ISO 45001", 410)),
        summary="Chassis, insulated cabins and coded welding under one roof beside the canal in Rotherham.",
        joined_days=1810,
    ),
    Part(
        name=TEESSIDE,
        town="Stockton-on-Tees",
        trade="coatings",
        staff=31,
        turnover=3_300,
        engagement=7_200,
        references=(18, 17),
        claims=(Claim("45442200", 63, 900, 0.9, 18), Claim("45442300", 39, 700, 0.88, 14)),
        certificates=(("ISO 9001", 560), ("ISO 14001", 300), ("CHAS", 130)),
        summary="Blast, spray and cure for steel and aluminium up to fourteen metres; hygienic finishes for clinics.",
        joined_days=1430,
    ),
    Part(
        name=CAMBRIDGE,
        town="Cambridge",
        trade="diagnostics",
        staff=47,
        turnover=7_600,
        engagement=9_400,
        references=(20, 20),
        claims=(Claim("33112000", 57_000, 4, 0.95, 40), Claim("33195000", 4_100, 20, 0.92, 35)),
        certificates=(("ISO 13485", 810), ("ISO 9001", 700), ("Cyber Essentials", 220)),
        summary="Imaging and monitoring electronics, designed, built and tested in small series.",
        can_lead=True,
        joined_days=1290,
    ),
    Part(
        name=BRISTOL,
        town="Bristol",
        trade="health-software",
        staff=41,
        turnover=4_500,
        engagement=7_900,
        references=(16, 16),
        claims=(Claim("72262000", 86, 1_400, 0.93, 21), Claim("48180000", 6_900, 12, 0.9, 28)),
        certificates=(("ISO 27001", 780), ("Cyber Essentials", 200), ("DSP Toolkit", 240)),
        summary="Booking, recall and telemetry for clinics on the move; hosted in the United Kingdom.",
        joined_days=1210,
        tags=("employee-owned",),
    ),
    Part(
        name=LEEDS,
        town="Leeds",
        trade="interiors",
        staff=52,
        turnover=5_900,
        engagement=8_300,
        references=(22, 21),
        claims=(
            Claim("45331000", 16_800, 5, 0.92, 21),
            Claim("45421153", 22_900, 5, 0.94, 21),
            Claim("45421152", 71, 900, 0.9, 14),
        ),
        certificates=(("ISO 9001", 690), ("CHAS", 190), ("Constructionline Gold", 520), ("F-Gas", 600)),
        summary="Turns empty shells into clinics: ventilation, cooling, floors and built-in furniture.",
        can_lead=True,
        joined_days=1700,
        tags=("family-firm",),
    ),
    Part(
        name=DERBY,
        town="Derby",
        trade="logistics",
        staff=63,
        turnover=7_900,
        engagement=8_600,
        references=(26, 25),
        claims=(
            Claim("60182000", 480, 130, 0.91, 12),
            Claim("50111000", 55, 1_900, 0.92, 7),
            Claim("60180000", 455, 150, 0.88, 4),
        ),
        certificates=(("ISO 9001", 900), ("FORS Silver", 260), ("ISO 14001", 500)),
        summary="Low-loaders, siting crews and a field service that keeps trailers on the road for years.",
        joined_days=1320,
    ),
    Part(
        name=NEAR_MISS,
        town="Nottingham",
        trade="diagnostics",
        staff=39,
        turnover=6_100,
        engagement=8_900,
        references=(15, 15),
        claims=(Claim("33112000", 53_900, 4, 0.93, 38), Claim("50421000", 66, 420, 0.9, 7)),
        certificates=(("ISO 13485", -19), ("ISO 9001", 720), ("Cyber Essentials", 90)),
        summary="Ultrasound and imaging sets for vans, ships and field hospitals.",
        joined_days=880,
    ),
    Part(
        name=HULL,
        town="Kingston upon Hull",
        trade="coatings",
        staff=24,
        turnover=2_500,
        engagement=6_900,
        references=(12, 12),
        claims=(Claim("45442200", 71, 950, 0.89, 16), Claim("45442100", 21, 1_500, 0.87, 10)),
        certificates=(("ISO 9001", 610), ("ISO 14001", 430)),
        summary="Marine and vehicle coatings by the dock, with a booth long enough for a trailer.",
        joined_days=540,
    ),
    Part(
        name=SHEFFIELD,
        town="Sheffield",
        trade="software",
        staff=33,
        turnover=3_400,
        engagement=7_400,
        references=(14, 13),
        claims=(Claim("72262000", 94, 1_200, 0.9, 18), Claim("72267000", 71, 800, 0.88, 10)),
        certificates=(("ISO 27001", 640), ("Cyber Essentials", 310), ("Cyber Essentials Plus", 310)),
        summary="Scheduling and field-service software from the old cutlery quarter.",
        can_lead=True,
        joined_days=1500,
    ),
    Part(
        name=YORK,
        town="York",
        trade="diagnostics",
        staff=36,
        turnover=5_200,
        engagement=8_800,
        references=(14, 13),
        claims=(Claim("33112000", 60_800, 4, 0.9, 42), Claim("33124110", 6_100, 10, 0.88, 35)),
        certificates=(("ISO 13485", 620), ("ISO 9001", 540)),
        summary="Instruments for clinics and laboratories, assembled and tested by the railway in York.",
        can_lead=True,
        joined_days=1010,
    ),
    Part(
        name=BOLTON,
        town="Bolton",
        trade="vehicles",
        staff=58,
        turnover=6_200,
        engagement=9_100,
        references=(16, 15),
        claims=(
            Claim("34223330", 54_600, 4, 0.88, 42),
            Claim("34221000", 21_500, 4, 0.86, 40),
            Claim("50117100", 8_800, 5, 0.87, 35),
        ),
        certificates=(("ISO 9001", 580), ("ISO 14001", 210)),
        summary="Coachbuilders since the days of the mills; now cabins, horseboxes and welfare units.",
        joined_days=930,
    ),
    Part(
        name=DONCASTER,
        town="Doncaster",
        trade="logistics",
        staff=71,
        turnover=8_400,
        engagement=8_700,
        references=(18, 17),
        claims=(Claim("60182000", 515, 140, 0.89, 10), Claim("50111000", 58.5, 1_700, 0.88, 8)),
        certificates=(("ISO 9001", 450), ("FORS Silver", 170)),
        summary="Heavy haulage from the old coal yard, with fitters who travel.",
        joined_days=870,
    ),
)
