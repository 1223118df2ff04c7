using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Client;
using Factory.Contracts.Budgets;

namespace Factory.Cli.Commands;

internal static class BudgetShowCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var words = new Argument<string[]>("budget") { Description = "day, agent NAME, RUN, TASK or key NAME; all that are open without", Arity = new ArgumentArity(0, 2) };
        return verbs.Ask(
            new Command("show", "The budgets that something can still be spent from. 'Leased' is set aside for calls under way.\n\nExamples:\n  factory budget show\n  factory budget show agent rex") { words },
            (parsed, client, cancel) => AskAsync(client, parsed.GetValue(words) ?? [], cancel),
            (budgets, session) => Show(budgets, session.Output));
    }

    /// <summary>Budgets for people.</summary>
    public static void Show(IEnumerable<BudgetView> budgets, IOutput output) =>
        output.Table(["budget", "cap", "spent", "leased", "left"], budgets.Select(b => (string[])[
            TerminalSanitizer.Line(BudgetKeys.ToName(b.Name), 34), Money.Short(b.Cap), Money.Short(b.Spent), Money.Short(b.Reserved), Left(b)]));

    private static async Task<IReadOnlyList<BudgetView>> AskAsync(FactoryClient client, string[] words, CancellationToken cancellationToken) =>
        words.Length == 0 ? await client.ListBudgetsAsync(cancellationToken) : [await client.GetBudgetAsync(BudgetCommand.NameOf(words), cancellationToken)];

    // Rounded down here: what is shown as left must be there.
    private static string Left(BudgetView budget) => (Math.Floor(budget.Left().Amount * 100) / 100).ToString("#,0.00", CultureInfo.InvariantCulture) + " USD";
}
