"""Chemicals: coatings, cleaning agents, gases and fuels, and those who clean and clear up with them."""

from __future__ import annotations

from midas.demo.trades.model import Trade, Work

GREEN = (("ISO 9001", 0.8), ("ISO 14001", 0.6), ("ISO 45001", 0.4))

TRADES = (
    Trade(
        "coatings",
        "chemicals",
        6,
        ("Coatings", "Surface Treatments", "Finishes"),
        ("25610", "20301"),
        "applies protective, hygienic and anti-corrosive coatings",
        "Spray-shop hours",
        (85, 130),
        (*GREEN, ("CHAS", 0.4)),
        (
            Work(
                "45442200",
                "Anti-corrosive coating, blasted and sprayed",
                "MTK",
                68.5,
                92,
                0.9,
                (10, 35),
                2600,
                0.3,
            ),
            Work("45442300", "Hygienic wall and surface coating", "MTK", 34, 62, 0.6, (7, 28), 400, 0.1),
            Work(
                "45442300", "Hygienic coating of cabins and cells", "MTK", 48, 74, 0.7, own="coating/hygienic"
            ),
            Work("44810000", "Paints mixed to order", "LTR", 6.8, 14.5, 0.07, (5, 21), 120),
            Work("45442100", "Industrial painting on site", "MTK", 16, 31, 0.35, (7, 28), 250),
        ),
        machines="Spray-booth hours",
    ),
    Trade(
        "formulation",
        "chemicals",
        6,
        ("Chemicals", "Polymers", "Formulations", "Adhesives"),
        ("20590", "20412", "20130"),
        "blends and fills cleaning agents, adhesives and fine chemicals",
        "Blending hours",
        (150, 230),
        GREEN,
        (
            Work(
                "39830000", "Cleaning products in bulk and bottle", "LTR", 1.4, 4.2, 0.02, (7, 21), 150, 0.01
            ),
            Work("24910000", "Adhesives and sealants", "KGM", 5.2, 13.5, 0.06, (10, 28), 220, 0.03),
            Work("24962000", "Water-treatment chemicals", "KGM", 1.9, 5.6, 0.03, (7, 21), 120, 0.02),
            Work("24320000", "Fine organic chemicals to order", "KGM", 28, 92, 0.5, (21, 56), 900, 0.3),
            Work("33741300", "Hand sanitiser and hand wash", "LTR", 3.2, 7.4, 0.04, (7, 21), 120, 0.02),
        ),
        machines="Reactor and filling-line hours",
    ),
    Trade(
        "cleaning",
        "chemicals",
        6,
        ("Cleaning", "Hygiene", "Environmental Services"),
        ("81210", "81229", "81300"),
        "cleans buildings, vehicles and grounds",
        "Cleaner hours",
        (30, 44),
        (("ISO 9001", 0.6), ("ISO 14001", 0.5), ("SafeContractor", 0.6), ("CHAS", 0.3)),
        (
            Work("90910000", "Cleaning of buildings", "HUR", 16.5, 22.5, 1, (5, 21)),
            Work("90911300", "Window cleaning", "HUR", 22, 33, 1, (3, 14)),
            Work("90650000", "Asbestos removal", "HUR", 46, 69, 1, (10, 35), 600),
            Work("77310000", "Planting and care of green areas", "HUR", 24, 35, 1, (7, 28)),
            Work("90610000", "Street cleaning and sweeping", "HUR", 27, 38, 1, (5, 21)),
            Work("98310000", "Laundry of linen and workwear", "KGM", 1.1, 2.3, 0.04, (3, 14)),
        ),
        sizes=(3, 5, 4),
    ),
    Trade(
        "waste",
        "chemicals",
        4,
        ("Recycling", "Waste Services", "Resource Recovery"),
        ("38110", "38210", "38320"),
        "collects, treats and recycles waste",
        "Crew hours",
        (110, 170),
        (*GREEN, ("Waste carrier licence", 1.0)),
        (
            Work("90510000", "Collection and disposal of waste", "TNE", 118, 196, 2.4, (5, 21)),
            Work("90524000", "Clinical waste, collected and treated", "TNE", 520, 880, 9, (7, 28)),
            Work("90700000", "Environmental advice and permits", "DAY", 460, 680, 7.5, (7, 28)),
            Work("90514000", "Recycling of metals, wood and plastics", "TNE", 62, 128, 1.6, (5, 21)),
        ),
    ),
    Trade(
        "energy",
        "chemicals",
        3,
        ("Energy", "Fuels", "Renewables"),
        ("35140", "46719", "43210"),
        "supplies fuels and fits solar panels and charge points",
        "Crew hours",
        (150, 230),
        (("ISO 9001", 0.6), ("ISO 14001", 0.5), ("MCS", 0.7), ("NICEIC", 0.5)),
        (
            Work("09331000", "Solar panels, supplied", "EA", 118, 214, 1.1, (14, 42), 150),
            Work("09332000", "Solar installations on public roofs", "EA", 7900, 16500, 92, (28, 70), 900),
            Work("09100000", "Heating oil and diesel, delivered", "LTR", 0.78, 1.05, 0.002, (2, 7)),
            Work("31158000", "Charge points for vehicles", "EA", 890, 2100, 9, (21, 49), 250),
            Work("71314000", "Energy audits and advice", "DAY", 470, 690, 7.5, (7, 28)),
        ),
    ),
)
