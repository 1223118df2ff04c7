namespace Factory.Providers.Rehearsal.Archetypes;

/// <summary>Calculators: tips, loans and percentages.</summary>
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
        Risks = ["Rounding: users lose trust over a difference of one cent.", "Input in the number formats of other languages."],
        Variants =
        [
            new()
            {
                Name = "tip",
                Title = "Tip calculator",
                Tagline = "Enter the bill, choose a tip, see what each person pays.",
                Keywords = [
                    "tip",
                    "tips",
                    "gratuity",
                    "restaurant*",
                    "bill",
                    "bills",
                    "waiter",
                    "trinkgeld*",
                    "propina*",
                    "pourboire*",
                    "чаевые",
                    "小费",
                    "🧾"
                ],
                Folders = ["calculator", "calculator.tip"],
                Problem = "Guests who share a bill calculate the tip and the shares in their heads, are off by a few cents, and one of " +
                    "them pays the difference.",
                Criteria =
                [
                    "The tip is calculated as a percentage of the bill and rounded to the cent.",
                    "The total and the share of each person are updated as soon as the bill, the tip or the number of people changes.",
                    "Shares are rounded up so that together they always cover the total.",
                ],
                Defect = new(
                    File,
                    "var share = Math.Ceiling(total * 100 / people) / 100;",
                    "var share = Math.Round(total / people, 2);",
                    "Shares were rounded to the nearest cent, so their sum could be less than the total; they are now rounded up."),
                Presets = new Dictionary<string, string[]>
                {
                    ["bill"] = ["48.60", "64.00", "86.40"],
                    ["tip"] = ["10", "15", "18", "20"],
                    ["people"] = ["2", "3", "4"]
                },
            },
            new()
            {
                Name = "loan",
                Title = "Loan calculator",
                Tagline = "What a loan costs per month and in total.",
                Keywords = [
                    "loan",
                    "loans",
                    "mortgage*",
                    "credit",
                    "interest",
                    "house",
                    "car",
                    "kredit*",
                    "hypothek*",
                    "hipoteca*",
                    "préstamo*",
                    "prêt",
                    "🏠"
                ],
                Folders = ["calculator", "calculator.loan"],
                Problem = "Borrowers see a price and a rate, but neither the monthly payment nor the total interest.",
                Criteria =
                [
                    "The monthly payment is the annuity of amount, yearly interest and term, to the cent.",
                    "The total repayment and the interest that it contains are shown next to it.",
                    "A loan without interest is divided evenly over its months.",
                ],
                Defect = new(
                    File,
                    "var rate = ratePercent / 100 / 12;",
                    "var rate = ratePercent / 12;",
                    "The yearly rate was used as a number instead of a percentage; it is now divided by 100."),
                Presets = new Dictionary<string, string[]>
                {
                    ["amount"] = ["180000", "240000", "25000"],
                    ["rate"] = ["3.9", "4.25", "5.5"],
                    ["years"] = ["10", "20", "30"]
                },
            },
            new()
            {
                Name = "percentages",
                Title = "Percentage calculator",
                Tagline = "The final price after discounts and tax.",
                Keywords = ["discount*", "percent*", "sale", "vat", "tax", "price", "rabatt*", "descuento*", "🏷"],
                Folders = ["calculator", "calculator.discount"],
                Problem = "Shoppers add the percentages of two discounts and expect a lower price than they are charged.",
                Criteria =
                [
                    "A discount is subtracted from the price as a percentage, and a second one from the reduced price.",
                    "Tax is added to the reduced price.",
                    "The saving is shown as an amount and as a percentage of the price.",
                ],
                Defect = new(
                    File,
                    "var reduced = Cents(price * (1 - first / 100) * (1 - second / 100));",
                    "var reduced = Cents(price * (1 - (first + second) / 100));",
                    "The second discount was subtracted from the full price; it is now subtracted from the reduced price."),
                Presets = new Dictionary<string, string[]>
                {
                    ["price"] = ["79.90", "120.00", "249.00"],
                    ["first"] = ["10", "20", "25", "30"]
                },
            },
        ],
    };
}
