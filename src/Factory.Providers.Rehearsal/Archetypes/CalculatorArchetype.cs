namespace Factory.Providers.Rehearsal.Archetypes;

internal static class CalculatorArchetype
{
    private const string File = "src/Calculator.cs";

    public static Archetype Instance { get; } = new()
    {
        Name = "calculator",
        Phrase = "a calculator",
        Keywords =
        [
            "calculator", "calculators", "calculate*", "calc", "tip", "tips", "bill", "bills", "percent*", "loan", "loans", "mortgage*", "discount*", "vat", "split", "gratuity",
            "rechner", "trinkgeld*", "kredit*", "hypothek*", "rabatt*", "calculadora", "propina*", "hipoteca*", "préstamo*", "descuento*", "calculatrice", "pourboire*", "prêt", "калькулятор", "чаевые",
            "计算器", "小费", "電卓", "🧮", "💵", "💰", "🧾",
        ],
        OutOfScope = ["Saved calculations and accounts.", "Currencies and exchange rates."],
        Risks = ["Rounding: amounts that differ by a cent cost trust.", "Input in other number formats."],
        Variants =
        [
            new()
            {
                Name = "tip",
                Title = "Tip calculator",
                Tagline = "Enter the bill, choose a tip, see what each person pays.",
                Keywords = ["tip", "tips", "gratuity", "restaurant*", "bill", "bills", "waiter", "trinkgeld*", "propina*", "pourboire*", "чаевые", "小费", "🧾"],
                Folders = ["calculator", "calculator.tip"],
                Problem = "Guests who share a bill work the tip and the shares out in their heads, get it wrong by cents, and somebody pays for the others.",
                Criteria =
                [
                    "A tip in percent of the bill is worked out and rounded to the cent.",
                    "Total and share of each person are shown as soon as bill, tip or people change.",
                    "Shares are rounded up so that together they always cover the total.",
                ],
                Defect = new(
                    File,
                    "var share = Math.Ceiling(total * 100 / people) / 100;",
                    "var share = Math.Round(total / people, 2);",
                    "Shares were rounded to the nearest cent, so together they could be less than the total; they are rounded up now."),
                Presets = new Dictionary<string, string[]> { ["bill"] = ["48.60", "64.00", "86.40"], ["tip"] = ["10", "15", "18", "20"], ["people"] = ["2", "3", "4"] },
            },
            new()
            {
                Name = "loan",
                Title = "Loan calculator",
                Tagline = "What a loan costs a month, and what it costs in all.",
                Keywords = ["loan", "loans", "mortgage*", "credit", "interest", "house", "car", "kredit*", "hypothek*", "hipoteca*", "préstamo*", "prêt", "🏠"],
                Folders = ["calculator", "calculator.loan"],
                Problem = "Borrowers see a price and a rate, but not what it means every month and what the interest adds up to.",
                Criteria =
                [
                    "The monthly payment is the annuity of amount, yearly interest and term, to the cent.",
                    "What is paid back in all and the interest in it are shown beside it.",
                    "A loan without interest is spread evenly over its months.",
                ],
                Defect = new(
                    File,
                    "var rate = ratePercent / 100 / 12;",
                    "var rate = ratePercent / 12;",
                    "The yearly rate was taken as a number instead of a percentage; it is divided by 100 now."),
                Presets = new Dictionary<string, string[]> { ["amount"] = ["180000", "240000", "25000"], ["rate"] = ["3.9", "4.25", "5.5"], ["years"] = ["10", "20", "30"] },
            },
            new()
            {
                Name = "percentages",
                Title = "Percentage calculator",
                Tagline = "What is left of a price after discounts and tax.",
                Keywords = ["discount*", "percent*", "sale", "vat", "tax", "price", "rabatt*", "descuento*", "🏷"],
                Folders = ["calculator", "calculator.discount"],
                Problem = "Shoppers who see one discount on top of another add the percentages and expect a price that the till does not agree with.",
                Criteria =
                [
                    "A discount in percent comes off the price, a further one off what is left.",
                    "Tax goes on the reduced price.",
                    "The saving is shown as an amount and as a percentage of the price.",
                ],
                Defect = new(
                    File,
                    "var reduced = Cents(price * (1 - first / 100) * (1 - second / 100));",
                    "var reduced = Cents(price * (1 - (first + second) / 100));",
                    "The further discount was taken off the full price; it comes off what the first one left now."),
                Presets = new Dictionary<string, string[]> { ["price"] = ["79.90", "120.00", "249.00"], ["first"] = ["10", "20", "25", "30"] },
            },
        ],
    };
}
