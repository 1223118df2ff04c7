namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Static websites: nothing is built and no process runs.</summary>
internal static class SiteArchetype
{
    private static readonly Defect DeadLink = new(
        "web/index.html",
        "<a class=\"button\" href=\"#contact\">",
        "<a class=\"button\" href=\"#contacts\">",
        "The button linked to a section that does not exist; it now links to the contact section.");

    public static Archetype Instance { get; } = new()
    {
        Name = "site",
        Phrase = "a website",
        Keywords =
        [
            "website", "websites", "homepage", "landing", "portfolio", "brochure", "webseite", "startseite", "visitenkarte", "sitio", "portafolio", "vitrine", "accueil",
            "сайт", "网站", "ホームページ", "🌐",
        ],
        OutOfScope = ["Forms that send data: there is no server behind the page.", "Editing the text in the browser."],
        Risks = ["The texts are examples that must be replaced.", "The e-mail address is an example."],
        Variants =
        [
            Of(
                "landing",
                "Landing page",
                "What it is, for whom, and how to get it.",
                ["landing", "launch*", "startup*"],
                "It does one thing, and does it well: see what you get before you decide.",
                "Get in touch",
                "What you get",
                ["Ready in a minute, without an account.", "Works on every device you own."],
                "Nothing, while it is being tried out.",
                "It can be tried today."),
            Of(
                "portfolio",
                "Portfolio",
                "Selected work, and the person behind it.",
                ["portfolio", "portafolio", "artist*", "photo*", "design*", "freelance*"],
                "Work that was made with care, for people who notice.",
                "Hire me",
                "Selected work",
                ["A timetable that fits on one page.", "A shop window that changes with the hours."],
                "It depends on the work; the first talk is free.",
                "New work starts within a month."),
            Of(
                "shop",
                "Shop website",
                "Who we are, where we are, and when we are open.",
                ["shop*", "store", "bakery", "cafe", "restaurant*", "salon", "laden", "tienda"],
                "A small shop around the corner, run by people who know what they sell.",
                "Visit us",
                "What we have",
                ["Fresh every morning.", "Made here, by hand."],
                "Prices are on the shelf, and fair.",
                "Monday to Saturday, nine to six."),
        ],
    };

    private static Variant Of(
        string name,
        string title,
        string tagline,
        string[] keywords,
        string pitch,
        string action,
        string offer,
        string[] first,
        string cost,
        string when) => new VariantTemplate
        {
            Folders = ["site"],
            IsStatic = true,
            Problem = "People search for it, find no trustworthy information, and go elsewhere.",
            Criteria =
        [
            "The first lines of the page state its subject, and its button links to the contact section.",
            "Every link within the page has an existing target, and every file that it refers to exists.",
            "Nothing is loaded from other hosts, and everything can be read without scripts.",
        ],
            Defect = DeadLink,
        }.Of(
        name,
        title,
        tagline,
        keywords,
        ("pitch", [pitch]),
        ("action", [action]),
        ("offer", [offer]),
        ("first", first),
        ("second", ["No trackers, no banners, no waiting."]),
        ("third", ["A person answers when you write."]), ("cost", [cost]), ("when", [when]));
}
