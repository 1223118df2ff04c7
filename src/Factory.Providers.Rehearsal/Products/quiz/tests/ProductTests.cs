using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        var first = Deck.Cards[0];
        Test("Every card has its own number, a question and an answer", () =>
        {
            Equal(Deck.Cards.Count, Deck.Cards.Select(c => c.Id).Distinct().Count());
            Equal(true, Deck.Cards.All(c => c.Question.Length > 0 && c.Answers.Count > 0 && c.Answers[0].Length > 0));
        });
        Test("No two cards ask the same", () => Equal(Deck.Cards.Count, Deck.Cards.Select(c => c.Question).Distinct().Count()));
        Test("Each right answer is right", () => Deck.Cards.ToList().ForEach(c => Equal(true, Quiz.Check(c.Id, c.Answers[0], 1).Correct)));
        Test("Case, spaces and a full stop do not matter", () => Equal(true, Quiz.Check(first.Id, $"  {first.Answers[0].ToUpperInvariant()}. ", 1).Correct));
        Test("Accents do not matter", () => Equal("corazon", Quiz.Plain("Corazón")));
        Test("A wrong answer names the right one", () => Equal(first.Answers[0], Quiz.Check(first.Id, "something else", 1).Expected));
        Test("A right answer moves the card up", () => Equal(3, Quiz.NextBox(2, correct: true)));
        Test("A wrong answer moves the card back to the first box", () => Equal(1, Quiz.NextBox(4, correct: false)));
        Test("There is nothing above the last box", () => Equal(Quiz.Boxes, Quiz.NextBox(Quiz.Boxes, correct: true)));
        Test("The lowest box is asked first", () => Equal(Deck.Cards[1].Id, Quiz.Next(Deck.Cards.ToDictionary(c => c.Id, c => c == Deck.Cards[1] ? 1 : 3), null)));
        Test("The same card does not come twice in a row", () => Equal(Deck.Cards[1].Id, Quiz.Next(new Dictionary<int, int>(), first.Id)));
        Test("When all is learned nothing is asked", () => Equal(null, Quiz.Next(Deck.Cards.ToDictionary(c => c.Id, _ => Quiz.Boxes), null)));
        Test("No answer is refused", () => Refused(() => Quiz.Check(first.Id, " ", 1)));
        Test("An unknown card is refused", () => Refused(() => Quiz.Check(-1, "x", 1)));
    }
}
