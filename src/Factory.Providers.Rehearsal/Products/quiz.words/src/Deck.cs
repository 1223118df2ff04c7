namespace App;

/// <summary>The cards: first words of another language.</summary>
public static class Deck
{
    public static IReadOnlyList<Card> Cards { get; } = Make(
        ("house", "casa"), ("water", "agua"), ("bread", "pan"), ("friend", "amigo"), ("morning", "mañana"), ("night", "noche"), ("book", "libro"), ("street", "calle"),
        ("green", "verde"), ("small", "pequeño"), ("to eat", "comer"), ("to speak", "hablar"), ("thank you", "gracias"), ("please", "por favor"), ("tree", "árbol"), ("heart", "corazón"));

    private static Card[] Make(params (string English, string Spanish)[] pairs) =>
        [.. pairs.Select((p, i) => new Card(i + 1, $"'{p.English}' in Spanish?", [p.Spanish]))];
}
