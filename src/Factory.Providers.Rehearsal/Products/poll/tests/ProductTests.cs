using static App.Tests.Harness;

namespace App.Tests;

public static class ProductTests
{
    public static void Add()
    {
        Test("A new poll has no votes", () => Equal("No votes yet.", New().Stand().Verdict));
        Test("A vote counts", () => Equal(1, Votes(With(("Ann", "tea")), "tea")));
        Test("Votes of different people add up", () => Equal(2, Votes(With(("Ann", "tea"), ("Ben", "tea")), "tea")));
        Test("Who votes again changes the vote", () => Equal(1, Votes(With(("Ann", "tea"), ("Ann", "coffee")), "coffee")));
        Test("Who votes again still counts once", () => Equal(1, With(("Ann", "tea"), ("ann", "coffee")).Stand().Voters));
        Test("The option with most votes leads", () => Equal("tea leads.", With(("Ann", "tea"), ("Ben", "tea"), ("Cleo", "coffee")).Stand().Verdict));
        Test("A tie is called a tie", () => Equal("A tie: tea, coffee.", With(("Ann", "tea"), ("Ben", "coffee")).Stand().Verdict));
        Test("Percentages are of all who voted", () => Equal(50, With(("Ann", "tea"), ("Ben", "coffee")).Stand().Options[0].Percent));
        Test("A new question forgets old votes", () =>
        {
            var poll = With(("Ann", "tea"));
            poll.Ask("Where?", ["here", "there"]);
            Equal(0, poll.Stand().Voters);
        });
        Test("An unknown option is refused", () => Refused(() => With(("Ann", "cocoa"))));
        Test("A vote without a name is refused", () => Refused(() => With((" ", "tea"))));
        Test("A single option is refused", () => Refused(() => New().Ask("Well?", ["yes", "YES"])));
    }

    private static Poll New() => new("What to drink?", ["tea", "coffee"]);

    private static Poll With(params (string Voter, string Option)[] votes)
    {
        var poll = New();
        foreach (var (voter, option) in votes)
        {
            poll.Vote(voter, option);
        }

        return poll;
    }

    private static int Votes(Poll poll, string option) => poll.Stand().Options.Single(o => o.Option == option).Votes;
}
