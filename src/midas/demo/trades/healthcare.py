"""Healthcare & bioscience: devices, laboratories, care staff and care itself."""

from __future__ import annotations

from midas.demo.trades.model import Trade, Work

DEVICES = (("ISO 13485", 0.85), ("ISO 9001", 0.7), ("Cyber Essentials", 0.4))
CARE = (("CQC registration", 0.9), ("DSP Toolkit", 0.7), ("Cyber Essentials", 0.4))

TRADES = (
    Trade(
        "diagnostics",
        "healthcare",
        8,
        ("Diagnostics", "Medical Electronics", "Imaging", "Instruments"),
        ("26600", "26511"),
        "designs and builds diagnostic and imaging electronics",
        "Assembly and test hours",
        (120, 190),
        DEVICES,
        (
            Work(
                "33112000",
                "Ultrasound and imaging sets, built, tested and fitted",
                "EA",
                60900,
                74500,
                290,
                (28, 60),
                9000,
            ),
            Work("33124110", "Point-of-care diagnostic systems", "EA", 4200, 9600, 46, (28, 63), 1200),
            Work("33195000", "Patient-monitoring systems", "EA", 2300, 6100, 27, (21, 56), 800),
            Work("38434000", "Analysers for laboratories", "EA", 8800, 21500, 90, (28, 70), 1500),
            Work("50421000", "Servicing of medical equipment", "HUR", 62, 88, 1, (3, 14)),
        ),
        machines="Clean-assembly bench hours",
    ),
    Trade(
        "consumables",
        "healthcare",
        6,
        ("Medical Supplies", "Healthcare Products", "Surgical"),
        ("32500", "46460"),
        "makes and packs dressings, kits and aids",
        "Packing hours",
        (130, 200),
        DEVICES,
        (
            Work("33140000", "Medical consumables, boxed", "XBX", 14, 42, 0.2, (7, 21)),
            Work("33141620", "Procedure packs and medical kits", "EA", 6.4, 18.5, 0.09, (10, 28), 250),
            Work("33199000", "Gowns, scrubs and masks", "EA", 3.1, 9.8, 0.06, (10, 28), 200),
            Work("33141720", "Walking aids and supports", "EA", 17, 48, 0.25, (7, 21)),
            Work("33196000", "Aids for daily living", "EA", 24, 96, 0.5, (10, 28)),
        ),
    ),
    Trade(
        "laboratory",
        "healthcare",
        7,
        ("Biosciences", "Laboratories", "Bioanalytics", "Genomics"),
        ("71200", "72110", "72190"),
        "tests samples and develops assays",
        "Laboratory hours",
        (80, 130),
        (("ISO 17025", 0.6), ("ISO 15189", 0.4), ("ISO 9001", 0.5), ("Cyber Essentials", 0.4)),
        (
            Work("71900000", "Laboratory analysis of samples", "EA", 34, 88, 0.7, (5, 14), 200),
            Work("71620000", "Water, air and soil analysis", "EA", 41, 105, 0.8, (5, 14), 150),
            Work("73111000", "Research in our laboratory", "HUR", 72, 108, 1, (14, 42)),
            Work("73300000", "Assay design and development", "HUR", 78, 116, 1, (14, 42)),
            Work("85145000", "Services of a medical laboratory", "EA", 22, 64, 0.5, (3, 10)),
            Work("33695000", "Reagents and culture media", "KGM", 88, 240, 1.8, (14, 35), 180),
        ),
    ),
    Trade(
        "staffing",
        "healthcare",
        5,
        ("Care Staffing", "Nursing", "Medical Staff"),
        ("78200", "78300"),
        "finds nurses, carers and office staff at short notice",
        "Coordinator hours",
        (180, 300),
        (("ISO 9001", 0.4), ("Cyber Essentials", 0.7), ("DSP Toolkit", 0.6)),
        (
            Work("79620000", "Temporary staff for offices and wards", "HUR", 19, 34, 0.15, (1, 7)),
            Work("79624000", "Nurses by the shift", "HUR", 33, 52, 0.22, (1, 7)),
            Work("79600000", "Recruitment for a post", "EA", 1450, 4200, 24, (14, 42)),
        ),
        sizes=(4, 5, 1),
    ),
    Trade(
        "care",
        "healthcare",
        7,
        ("Care", "Homecare", "Wellbeing", "Therapies"),
        ("88100", "86900", "87300"),
        "cares for people at home and in the community",
        "Carer hours",
        (32, 46),
        CARE,
        (
            Work("85311000", "Home and residential care", "HUR", 22, 31, 1, (5, 21)),
            Work("85323000", "Community health services", "HUR", 30, 46, 1, (7, 28)),
            Work("85312320", "Counselling", "HUR", 42, 66, 1, (5, 21)),
            Work("85311300", "Welfare services for young people", "HUR", 26, 39, 1, (7, 28)),
            Work("85147000", "Occupational health for staff", "HUR", 58, 86, 1, (7, 21)),
            Work("85144100", "Residential nursing", "HUR", 31, 44, 1, (7, 28)),
            Work("80560000", "First-aid and health training", "DAY", 330, 520, 8, (7, 28)),
        ),
        sizes=(3, 5, 3),
    ),
)
