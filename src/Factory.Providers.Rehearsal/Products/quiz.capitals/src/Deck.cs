namespace App;

/// <summary>The cards: capitals of countries.</summary>
public static class Deck
{
    public static IReadOnlyList<Card> Cards { get; } = Make(
        ("France", "Paris"), ("Japan", "Tokyo"), ("Canada", "Ottawa"), ("Australia", "Canberra"), ("Brazil", "Brasília"), ("Kenya", "Nairobi"),
        ("Norway", "Oslo"), ("Egypt", "Cairo"), ("Turkey", "Ankara"), ("Peru", "Lima"), ("Vietnam", "Hanoi"), ("Morocco", "Rabat"),
        ("Hungary", "Budapest"), ("New Zealand", "Wellington"), ("Colombia", "Bogotá"), ("Kazakhstan", "Astana"));

    private static Card[] Make(params (string Country, string Capital)[] pairs) =>
        [.. pairs.Select((p, i) => new Card(i + 1, $"What is the capital of {p.Country}?", [p.Capital]))];
}
