using System.Globalization;
using System.Text.RegularExpressions;

namespace App;

/// <summary>Something on the list.</summary>
public sealed record Item(string Name, decimal Quantity, string Unit, bool Urgent, bool Done);

/// <summary>The list as it is shown.</summary>
public sealed record Arranged(IReadOnlyList<Item> Items, int Done, int Total, int Percent);

/// <summary>Reads what is typed and keeps the list in order.</summary>
public static class Items
{
    public const int MaxName = 120;
    public const int MaxItems = 500;

    private static readonly Regex Amount = new(@"^([0-9]{1,6}(?:[.,][0-9]{1,3})?)\s*x?(?=\s)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex Spaces = new(@"\s+");
    private static readonly string[] UnitNames = ["kg", "g", "l", "ml", "lb", "oz", "cups", "cup", "packs", "pack", "bottles", "bottle", "cans", "can", "bags", "bag", "min", "h"];

    /// <summary><c>2 kg apples</c>, <c>3x milk</c>, <c>call mum!</c>: an amount in front, a unit after it, an exclamation mark for what is urgent.</summary>
    public static Item Parse(string? typed)
    {
        var text = Spaces.Replace(typed ?? "", " ").Trim();
        var urgent = text.EndsWith('!');
        text = text.TrimEnd('!').Trim();
        var (quantity, unit) = (1m, "");
        if (Amount.Match(text) is { Success: true } amount
            && decimal.TryParse(amount.Groups[1].Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= 100_000)
        {
            quantity = number;
            text = text[amount.Length..].Trim();
            var space = text.IndexOf(' ');
            var word = space > 0 ? text[..space].ToLowerInvariant() : "";
            if (UnitNames.Contains(word))
            {
                unit = word;
                text = text[space..].Trim();
            }
        }

        return text.Length switch
        {
            0 => throw new InputError("Please say what to put on the list, for example: {{example}}"),
            > MaxName => throw new InputError($"Please keep it under {MaxName} characters."),
            _ => new Item(text, quantity, unit, urgent, Done: false),
        };
    }

    /// <summary>Adds an item; the same thing in the same unit that is still open becomes one with both amounts.</summary>
    public static IReadOnlyList<Item> Add(IReadOnlyList<Item> items, Item added)
    {
        var same = items.FirstOrDefault(i => !i.Done && i.Unit == added.Unit && i.Name.Equals(added.Name, StringComparison.OrdinalIgnoreCase));
        if (same is null)
        {
            return items.Count < MaxItems ? [.. items, added] : throw new InputError($"The list is full: {MaxItems} items.");
        }

        var merged = same with { Quantity = same.Quantity + added.Quantity, Urgent = same.Urgent || added.Urgent };
        return [.. items.Select(i => ReferenceEquals(i, same) ? merged : i)];
    }

    /// <summary>Open things first, urgent ones before others, done ones last; otherwise in the order they came.</summary>
    public static Arranged Arrange(IReadOnlyList<Item> items)
    {
        var done = items.Count(i => i.Done);
        return new([.. items.OrderBy(i => i.Done).ThenBy(i => !i.Urgent)], done, items.Count, Percent(done, items.Count));
    }

    /// <summary>Whole percent, rounded down so that 100 means everything; an empty list is at 0.</summary>
    public static int Percent(int done, int total) => total == 0 ? 0 : done * 100 / total;
}
