namespace App;

/// <summary>A question with the answers that count; the first one is shown.</summary>
public sealed record Card(int Id, string Question, IReadOnlyList<string> Answers);

/// <summary>What came of an answer.</summary>
public sealed record Outcome(bool Correct, string Expected, int Box);

/// <summary>Checks answers and decides what to learn next: cards climb through boxes and fall back to the first (Leitner's system).</summary>
public static class Quiz
{
    public const int Boxes = 5;

    public static Outcome Check(int id, string? answer, int box)
    {
        var card = Deck.Cards.FirstOrDefault(c => c.Id == id) ?? throw new InputError("There is no such card: please reload the page.");
        if (string.IsNullOrWhiteSpace(answer))
        {
            throw new InputError("Please type an answer.");
        }

        var correct = card.Answers.Any(a => Plain(a) == Plain(answer));
        return new Outcome(correct, card.Answers[0], NextBox(box, correct));
    }

    /// <summary>Up by one when right, back to the first box when wrong.</summary>
    public static int NextBox(int box, bool correct) => correct ? Math.Clamp(box + 1, 1, Boxes) : 1;

    /// <summary>The card in the lowest box; of several the one that was seen longest ago, which is the first in the list. Null when all are learned.</summary>
    public static int? Next(IReadOnlyDictionary<int, int> boxes, int? last)
    {
        var open = Deck.Cards.Select(c => (c.Id, Box: boxes.GetValueOrDefault(c.Id, 1))).Where(c => c.Box < Boxes).ToList();
        var others = open.Where(c => c.Id != last).ToList();
        return (others.Count > 0 ? others : open).OrderBy(c => c.Box).Select(c => (int?)c.Id).FirstOrDefault();
    }

    /// <summary>Case, spaces around, a closing full stop and accents do not matter.</summary>
    public static string Plain(string text)
    {
        const string accented = "áàâäãåéèêëíìîïóòôöõúùûüñç";
        const string plain = "aaaaaaeeeeiiiiooooouuuunc";
        return string.Concat(text.Trim().TrimEnd('.').ToLowerInvariant().Select(c => accented.IndexOf(c) is >= 0 and var i ? plain[i] : c));
    }
}
