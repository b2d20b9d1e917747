"""The structure of OCDS 1.1.5 as one table: every field of a release with its type, and the closed lists.

Facts restated from the Open Contracting Data Standard 1.1.5 (release, release package and record package
schemas and code lists; Open Contracting Partnership, August 2020, Apache-2.0; checked on 2026-11-24).
No jurisdiction: publishers everywhere follow it. `midas.formats.ocds.schema` makes a JSON Schema of it.

A line is a field, its type, and its traits. Types: JSON types joined by `|`; a capital names another
structure, `[…]` is a list of it, `{…}` one written out in place; a `?` at the end also allows null. Traits:

- `required`; `filled` (not the empty string or list); `unique` (no two entries alike)
- `date-time`, `uri`: the format; `uris`: of each entry; `decimal`: two numbers and a point
- `closed=list`, `open=list`: the values come from a code list, and only from it if it is closed
- `translated`: may be followed by a language tag, as in `title_cy`
- `omitWhenMerged`, `wholeListMerge`, `versionId`: how releases are merged into a record
- `deprecated` (since 1.1); `default=value`
"""

from __future__ import annotations

VERSION = "1.1.5"

PACKAGE = """
    uri                   string                 required uri
    version               string                 required decimal
    extensions            [string]               uris
    publishedDate         string                 required date-time
    publisher             {Publisher}            required
    license               string?                uri
    publicationPolicy     string?                uri
"""
"""What release packages and record packages have in common. In OCDS 1.0 there was no `version`."""

STRUCTURES: dict[str, str] = {
    "Publisher": """
        name                  string                 required
        scheme                string?
        uid                   string?
        uri                   string?                uri
    """,
    "LinkedRelease": """
        url                   string?                required uri
        date                  string                 required date-time
        tag                   [string]               filled closed=releaseTag
    """,
    "Release": """
        ocid                  string                 required filled
        id                    string                 required filled omitWhenMerged
        date                  string                 required date-time omitWhenMerged
        tag                   [string]               required filled closed=releaseTag omitWhenMerged
        initiationType        string                 required closed=initiationType
        parties               [Organization]         unique
        buyer                 OrganizationReference
        planning              Planning
        tender                Tender
        awards                [Award]                unique
        contracts             [Contract]             unique
        language              string?                default=en
        relatedProcesses      [RelatedProcess]       unique
    """,
    "Planning": """
        rationale             string?                translated
        budget                Budget
        documents             [Document]
        milestones            [Milestone]
    """,
    "Tender": """
        id                    string|integer         required filled versionId
        title                 string?                translated
        description           string?                translated
        status                string?                closed=tenderStatus
        procuringEntity       OrganizationReference
        items                 [Item]                 unique
        value                 Value
        minValue              Value
        procurementMethod     string?                closed=method
        procurementMethodDetails string?
        procurementMethodRationale string?           translated
        mainProcurementCategory string?              closed=procurementCategory
        additionalProcurementCategories [string]?    open=extendedProcurementCategory
        awardCriteria         string?                open=awardCriteria
        awardCriteriaDetails  string?                translated
        submissionMethod      [string]?              open=submissionMethod
        submissionMethodDetails string?              translated
        tenderPeriod          Period
        enquiryPeriod         Period
        hasEnquiries          boolean?
        eligibilityCriteria   string?                translated
        awardPeriod           Period
        contractPeriod        Period
        numberOfTenderers     integer?
        tenderers             [OrganizationReference] unique
        documents             [Document]
        milestones            [Milestone]
        amendments            [Amendment]
        amendment             Amendment              deprecated
    """,
    "Award": """
        id                    string|integer         required filled
        title                 string?                translated
        description           string?                translated
        status                string?                closed=awardStatus
        date                  string?                date-time
        value                 Value
        suppliers             [OrganizationReference] unique
        items                 [Item]                 filled unique
        contractPeriod        Period
        documents             [Document]             unique
        amendments            [Amendment]
        amendment             Amendment              deprecated
    """,
    "Contract": """
        id                    string|integer         required filled
        awardID               string|integer         required filled
        title                 string?                translated
        description           string?                translated
        status                string?                closed=contractStatus
        period                Period
        value                 Value
        items                 [Item]                 filled unique
        dateSigned            string?                date-time
        documents             [Document]             unique
        implementation        Implementation
        relatedProcesses      [RelatedProcess]       unique
        milestones            [Milestone]
        amendments            [Amendment]
        amendment             Amendment              deprecated
    """,
    "Implementation": """
        transactions          [Transaction]          unique
        milestones            [Milestone]            unique
        documents             [Document]             unique
    """,
    "Milestone": """
        id                    string|integer         required filled
        title                 string?                translated
        type                  string?                open=milestoneType
        description           string?                translated
        code                  string?
        dueDate               string?                date-time
        dateMet               string?                date-time
        dateModified          string?                date-time
        status                string?                closed=milestoneStatus
        documents             [Document]             unique deprecated
    """,
    "Document": """
        id                    string|integer         required filled
        documentType          string?                open=documentType
        title                 string?                translated
        description           string?                translated
        url                   string?                uri
        datePublished         string?                date-time
        dateModified          string?                date-time
        format                string?
        language              string?
    """,
    "Budget": """
        id                    string|integer?
        description           string?                translated
        amount                Value
        project               string?                translated
        projectID             string|integer?
        uri                   string?                uri
        source                string?                uri deprecated translated
    """,
    "Transaction": """
        id                    string|integer         required filled
        source                string?                uri
        date                  string?                date-time
        value                 Value
        payer                 OrganizationReference
        payee                 OrganizationReference
        uri                   string?                uri
        amount                Value                  deprecated
        providerOrganization  Identifier             deprecated
        receiverOrganization  Identifier             deprecated
    """,
    "OrganizationReference": """
        name                  string?                filled
        id                    string|integer
        identifier            Identifier             deprecated
        address               Address                deprecated
        additionalIdentifiers [Identifier]           unique wholeListMerge deprecated
        contactPoint          ContactPoint           deprecated
    """,
    "Organization": """
        name                  string?                translated
        id                    string
        identifier            Identifier
        additionalIdentifiers [Identifier]           unique wholeListMerge
        address               Address
        contactPoint          ContactPoint
        roles                 [string]?              open=partyRole
        details               object?
    """,
    "Item": """
        id                    string|integer         required filled
        description           string?                translated
        classification        Classification
        additionalClassifications [Classification]   unique wholeListMerge
        quantity              number?
        unit                  {Unit}
    """,
    "Unit": """
        scheme                string?                open=unitClassificationScheme
        id                    string?                versionId
        name                  string?                translated
        value                 Value
        uri                   string?                uri
    """,
    "Amendment": """
        date                  string?                date-time
        rationale             string?                translated
        id                    string?
        description           string?
        amendsReleaseID       string?
        releaseID             string?
        changes               [{Change}]             deprecated
    """,
    "Change": """
        property              string
        former_value          string|number|integer|array|object?
    """,
    "Classification": """
        scheme                string?                open=itemClassificationScheme
        id                    string|integer?        versionId
        description           string?                translated
        uri                   string?                uri
    """,
    "Identifier": """
        scheme                string?
        id                    string|integer?        versionId
        legalName             string?                translated
        uri                   string?                uri
    """,
    "Address": """
        streetAddress         string?
        locality              string?
        region                string?
        postalCode            string?
        countryName           string?                translated
    """,
    "ContactPoint": """
        name                  string?                translated
        email                 string?
        telephone             string?
        faxNumber             string?
        url                   string?                uri
    """,
    "Value": """
        amount                number?
        currency              string?                closed=currency
    """,
    "Period": """
        startDate             string?                date-time
        endDate               string?                date-time
        maxExtentDate         string?                date-time
        durationInDays        integer?
    """,
    "RelatedProcess": """
        id                    string
        relationship          [string]?              open=relatedProcess
        title                 string?
        scheme                string?                open=relatedProcessScheme
        identifier            string?
        uri                   string?                uri
    """,
}

IN_PLACE = ("Release", "Publisher", "LinkedRelease", "Unit", "Change")
"""The structures that are not definitions to refer to, but written out where they stand."""

# ISO 4217, today's codes and those withdrawn, as OCDS 1.1.5 lists them.
_CURRENCIES = """
    ADP AED AFA AFN ALK ALL AMD ANG AOA AOK AON AOR ARA ARP ARS ARY ATS AUD AWG AYM AZM AZN BAD BAM BBD
    BDT BEC BEF BEL BGJ BGK BGL BGN BHD BIF BMD BND BOB BOP BOV BRB BRC BRE BRL BRN BRR BSD BTN BUK BWP
    BYB BYN BYR BZD CAD CDF CHC CHE CHF CHW CLF CLP CNY COP COU CRC CSD CSJ CSK CUC CUP CVE CYP CZK DDM
    DEM DJF DKK DOP DZD ECS ECV EEK EGP ERN ESA ESB ESP ETB EUR FIM FJD FKP FRF GBP GEK GEL GHC GHP GHS
    GIP GMD GNE GNF GNS GQE GRD GTQ GWE GWP GYD HKD HNL HRD HRK HTG HUF IDR IEP ILP ILR ILS INR IQD IRR
    ISJ ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAJ LAK LBP LKR LRD LSL LSM LTL LTT LUC
    LUF LUL LVL LVR LYD MAD MDL MGA MGF MKD MLF MMK MNT MOP MRO MRU MTL MTP MUR MVQ MVR MWK MXN MXP MXV
    MYR MZE MZM MZN NAD NGN NIC NIO NLG NOK NPR NZD OMR PAB PEH PEI PEN PES PGK PHP PKR PLN PLZ PTE PYG
    QAR RHD ROK ROL RON RSD RUB RUR RWF SAR SBD SCR SDD SDG SDP SEK SGD SHP SIT SKK SLL SOS SRD SRG SSP
    STD STN SUR SVC SYP SZL THB TJR TJS TMM TMT TND TOP TPE TRL TRY TTD TWD TZS UAH UAK UGS UGW UGX USD
    USN USS UYI UYN UYP UYU UYW UZS VEB VEF VES VNC VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XDR XEU
    XFO XFU XOF XPD XPF XPT XRE XSU XTS XUA XXX YDD YER YUD YUM YUN ZAL ZAR ZMK ZMW ZRN ZRZ ZWC ZWD ZWL
    ZWN ZWR
"""

CLOSED: dict[str, tuple[str, ...]] = {
    "awardStatus": ("pending", "active", "cancelled", "unsuccessful"),
    "contractStatus": ("pending", "active", "cancelled", "terminated"),
    "initiationType": ("tender",),
    "method": ("open", "selective", "limited", "direct"),
    "milestoneStatus": ("scheduled", "met", "notMet", "partiallyMet"),
    "procurementCategory": ("goods", "works", "services"),
    "releaseTag": (
        *("planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate", "tenderCancellation"),
        *("award", "awardUpdate", "awardCancellation", "contract", "contractUpdate", "contractAmendment"),
        *("implementation", "implementationUpdate", "contractTermination", "compiled"),
    ),
    "tenderStatus": (
        *("planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"),
    ),
    "currency": tuple(_CURRENCIES.split()),
}
"""The code lists whose values are the only ones allowed."""
