"""The guides themselves: our own words, on the eight stages of ISO 44001, a lesson for each topic of the questionnaire.

They say what a small firm can do with what it has. They are no extract of the standard and stand for no course in it.
"""

from __future__ import annotations

from midas.core.members.collaboration import Stage
from midas.core.members.guide import Guide, Lesson

GUIDES: tuple[Guide, ...] = (
    Guide(
        Stage.AWARENESS,
        "Before anything else a firm should know why it wants to work with others, and who in it decides about that. "
        "Everything later rests on these two.",
        (
            Lesson(
                "first-joint-job", "A first job together",
                "What counts is having done it once. A small job shows more than a long agreement.",
                (
                    "Look for a job of at most four weeks in which a partner does a part you would else turn down.",
                    "Write on one page who does what, by when, and for how much; both sign it.",
                    "Meet for half an hour when it is over: what went well, what was late, what you would write "
                    "down next time.",
                ),
                "The page and the notes of the last meeting lie with your evidence.", 20,
            ),
            Lesson(
                "why-partner", "Why you, and why others",
                "A broker places a firm by what it is best at. Whoever says it in one sentence is found more often.",
                (
                    "Finish the sentence: customers come to us, and not to others, because …",
                    "Finish the second: we lose work because we cannot …",
                    "Read both to somebody who does not know your trade, and mend what they do not understand.",
                ),
                "Both sentences are the summary on your profile.", 15,
            ),
            Lesson(
                "who-decides", "Who decides about partners",
                "Teams are formed in days. If nobody at the top may say yes, the team is formed without you.",
                (
                    "Name one owner or director, and somebody who stands in.",
                    "Agree on what they may promise without asking: capacity, price, days.",
                    "Give them the time: an hour a week is enough to begin with.",
                ),
                "The name is among your people here, with the role of an owner.", 10,
            ),
        ),
    ),
    Guide(
        Stage.KNOWLEDGE,
        "The second stage is about knowing the ground: which work you miss, what your price is made of, and which "
        "rules the cluster works by.",
        (
            Lesson(
                "work-we-lose", "The work you lose",
                "The tenders you passed over tell what a team would have to bring.",
                (
                    "List the last five contracts you did not bid for, or lost.",
                    "Write beside each what was missing: size, a trade, a certificate, a region.",
                    "Mark what came up more than once. That is the partner to look for.",
                ),
                "The list is on one page, and your coach has seen it.", 30,
            ),
            Lesson(
                "open-books", "Showing how a price comes about",
                "Where a contract is shared, partners have to see that nobody lives at the cost of the others. Nobody "
                "asks for your whole books.",
                (
                    "Split one price into material, hours, machines, risk and profit.",
                    "Decide which of the five you would show, to whom, and when: before the bid, or after the award.",
                    "Ask for the same from the others. What all show is fair; what one shows alone is not.",
                ),
                "You have such a split for one of your offerings.", 40,
            ),
            Lesson(
                "rules-of-engagement", "The rules of engagement",
                "They say how work is offered, how money is shared, and what happens in a quarrel. Whoever accepts "
                "them is bound by them.",
                (
                    "Read them once in full; it takes a quarter of an hour.",
                    "Write down three places you do not understand or would not keep.",
                    "Talk them over with your coach before you accept. Members may move that a rule be changed.",
                ),
                "Your acceptance is recorded, with the name of who signed.", 25,
            ),
        ),
    ),
    Guide(
        Stage.INTERNAL,
        "The third stage looks inwards: what you do better than others, how much of it you have free, and whether "
        "your data can leave the house safely.",
        (
            Lesson(
                "core-competencies", "One to three things you do better",
                "Somebody who can do everything is asked for nothing. Claims with proof lead; the rest follows.",
                (
                    "List all you do, and strike out what most firms of your size can do as well.",
                    "Keep three at most, and look for proof of each: a certificate, a reference, a finished job.",
                    "Mark them as core in your offerings, and hand in the proof.",
                ),
                "Each core offering is confirmed by an assessor, or waits for one.", 30,
            ),
            Lesson(
                "capacity-calendar", "What you could take on",
                "A plan that counts on hours you do not have fails late and costs most.",
                (
                    "Choose what is scarcest: a machine, a shift, a room, a person.",
                    "Enter how much of it there is in a month, then the days on which it is away or booked.",
                    "Look at it on the first of each month. Ten minutes keep it true.",
                ),
                "The calendar covers the next three months.", 20,
            ),
            Lesson(
                "exchanging-data", "Data without typing it again",
                "Every number typed twice is wrong once. Files are a beginning; systems need not be connected.",
                (
                    "Ask a partner for an order as a file, and read it into what you use.",
                    "Send an invoice back as a file: UBL, or a table with agreed columns.",
                    "Write down what had to be corrected by hand, and mend the largest cause.",
                ),
                "One order and one invoice went through without being typed again.", 45,
            ),
            Lesson(
                "protecting-data", "Other firms' data",
                "A partner's drawing that gets out ends the partnership. Five habits prevent most of it.",
                (
                    "Firewall and router: change the passwords they came with.",
                    "Computers: remove what nobody uses; let updates install by themselves within two weeks.",
                    "Accounts: one for each person, a second factor for mail and cloud, nobody works as administrator.",
                    "Malware: switch on what the system brings along, on every device.",
                    "Partners' files: one folder for each partner, open only to those who work on it.",
                ),
                "You could fill in the self-assessment for Cyber Essentials without guessing.", 60,
            ),
        ),
    ),
    Guide(
        Stage.SELECTION,
        "The fourth stage is about whom to work with: looking at more than price, being asked about yourself, and "
        "being able to follow as well as to lead.",
        (
            Lesson(
                "leading-and-following", "Leading and following",
                "Who leads is decided by the demand, not by size. In the next team it may be the other way round.",
                (
                    "Remember a team with a good lead: what did that person do in the first week?",
                    "Write down what you need from a lead: decisions in a day, one list of tasks, bad news early.",
                    "Offer to lead a small part first.",
                ),
                "You have told your coach in which teams you would lead, and in which you would rather follow.", 20,
            ),
            Lesson(
                "choosing-partners", "More than the price",
                "The cheapest partner is dear when the delivery comes late. Four figures together tell more.",
                (
                    "Open the comparison of firms, and choose the work you would hand on.",
                    "Move the weights of quality, lead time and promises kept until they fit the job.",
                    "See whether the order holds if the weights change a little. If not, talk to the first two.",
                ),
                "You can say in two sentences why you would choose the one you would choose.", 15,
            ),
            Lesson(
                "references", "Being asked about",
                "A reference somebody may call weighs more than ten in a folder.",
                (
                    "Name three: a customer, a partner, somebody with whom something went wrong and was put right.",
                    "Ask them whether they may be called, and tell them what about.",
                    "Enter them with the job and the year, and look at the list once a year.",
                ),
                "Three references are entered, and each of them knows.", 20,
            ),
        ),
    ),
    Guide(
        Stage.WORKING,
        "The fifth stage is everyday work: one person who answers, problems told early, dates that are recorded, and "
        "changes in writing.",
        (
            Lesson(
                "one-contact", "One person who answers",
                "Most delays between firms are questions nobody answered.",
                (
                    "Name one person and a stand-in for each team, by name and number.",
                    "Promise an answer within a working day, even if it is: I will know on Thursday.",
                    "Put an answer to holidays and sick leave on the calendar.",
                ),
                "Both names are on your profile, and the team has their numbers.", 10,
            ),
            Lesson(
                "early-warning", "Bad news early",
                "A delay told two weeks before can be planned around; told on the day it cannot.",
                (
                    "Agree on the sign: a day late, or a tenth over in cost or hours.",
                    "Say three things: what happened, what it means for the others, what you propose.",
                    "Thank whoever warns you. It will not happen a second time otherwise.",
                ),
                "The sign is written in the charter of your next team.", 15,
            ),
            Lesson(
                "on-time-in-full", "On time and complete",
                "What is recorded gets better. Customers count a delivery as kept only if it is both.",
                (
                    "Keep four columns: promised, delivered, complete, why not.",
                    "Fill them in on the day, not at the end of the month.",
                    "Read the last column every quarter, and choose one cause to remove.",
                ),
                "The list has three months in it.", 20,
            ),
            Lesson(
                "changes-in-writing", "Changes in writing",
                "Quarrels are rarely about what was agreed; they are about what was changed on the phone.",
                (
                    "Write down every change: what, why, cost, days. Three lines are enough.",
                    "Send it before the work is done, and wait for a yes.",
                    "Number the changes and keep them with the order.",
                ),
                "The last change of a running job is in writing and was accepted.", 15,
            ),
        ),
    ),
    Guide(
        Stage.VALUE,
        "The sixth stage asks what the partnership is worth, to each side, and how both make it worth more.",
        (
            Lesson(
                "better-together", "Mending a hand-over",
                "Most time is lost between firms. It belongs to neither, so nobody mends it.",
                (
                    "Choose one hand-over that annoyed both sides.",
                    "Walk along it together, from the finished part to the first use of it, with a watch.",
                    "Change one thing, and look after a month whether it held.",
                ),
                "You can name the days or the scrap it saved.", 60,
            ),
            Lesson(
                "sharing-gains", "Sharing a gain",
                "Whoever keeps a saving that others helped to make, makes it once.",
                (
                    "Read how the cluster shares revenue by input and by risk.",
                    "Try it with figures of your own: three partners, one saving of 10,000.",
                    "Agree on the share before the saving is made, never after.",
                ),
                "You know what you would propose in your next team, and why it is fair.", 25,
            ),
            Lesson(
                "what-it-earned", "What it really earned",
                "Meetings and waiting are work too. Without them a joint contract looks better than it was.",
                (
                    "Take one contract that is over and list all hours, also travel, meetings and rework.",
                    "Put money to them, and compare with what it brought in.",
                    "Write beside it what it brought besides: a reference, a skill, a customer.",
                ),
                "You could tell a partner what you would do again, with figures.", 40,
            ),
        ),
    ),
    Guide(
        Stage.STAYING,
        "The seventh stage is about hard times: settling a quarrel early, and staying in when a quarter goes badly.",
        (
            Lesson(
                "settling-disputes", "Settling a quarrel",
                "A quarrel has a price for every day it lasts. Steps with days make it end.",
                (
                    "First the two who work together, within three working days.",
                    "Then the two owners, within a week, with one page from each side.",
                    "Then the cluster's panel, as the rules of engagement say. Work goes on meanwhile.",
                ),
                "The steps are in your charter, with names.", 15,
            ),
            Lesson(
                "staying-together", "Through a bad quarter",
                "Teams break when one firm finds out too late that the others would have helped.",
                (
                    "Remember the last time you left, or were left: when could it have been told?",
                    "Agree on what the team does when one is in trouble: shift work, pay earlier, share a person.",
                    "Agree on when it ends, too: after how long, and who says so.",
                ),
                "You have talked about it with your coach, and once with a partner.", 30,
            ),
        ),
    ),
    Guide(
        Stage.EXIT,
        "The eighth stage is the end, planned from the beginning: papers from which somebody else can go on, and time "
        "to hand over.",
        (
            Lesson(
                "handing-over", "A page for each job",
                "If you were ill for a month, could somebody else finish your part? A page decides.",
                (
                    "Write for each running job: where things are, what is next, who knows, what to watch.",
                    "Keep the pages where a partner can reach them, and nobody else.",
                    "Let somebody who was not in it try one of them for an hour.",
                ),
                "Every running job has its page, and one was tried.", 30,
            ),
            Lesson(
                "leaving-well", "Leaving well",
                "The last impression is the reference. Handing over is work, so it has to be in the price.",
                (
                    "Put two days for handing over into your next offer.",
                    "Agree in the charter how much notice is given, and what stays with the team.",
                    "Ask for a rating when you leave, and give one.",
                ),
                "Your next offer has the two days in it.", 10,
            ),
        ),
    ),
)  # fmt: skip
"""In the order of the stages."""

BY_SLUG = {guide.slug: guide for guide in GUIDES}
BY_TOPIC = {lesson.topic: guide for guide in GUIDES for lesson in guide.lessons}
"""The guide that holds the lesson on a topic."""
