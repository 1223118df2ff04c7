namespace App;

/// <summary>The cards: the times tables, as numbers or in words where there is a short one.</summary>
public static class Deck
{
    public static IReadOnlyList<Card> Cards { get; } =
        [.. from left in Enumerable.Range({{low}}, 4) from right in Enumerable.Range({{low}} + 1, 4) select new Card(left * 100 + right, $"{left} × {right} = ?", [$"{left * right}"])];
}
