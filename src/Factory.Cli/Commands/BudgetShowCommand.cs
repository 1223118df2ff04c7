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
        return verbs.HandleWithSilo(
            new Command("show", "The budgets that something can still be spent from. 'Reserved' is held for calls in progress.\n\nExamples:\n  factory budget show\n  factory budget show agent rex") { words },
            (parsed, client, cancel) => QueryAsync(client, parsed.GetValue(words) ?? [], cancel),
            (budgets, session) => Show(budgets, session.Output));
    }

    /// <summary>Budgets for people.</summary>
    public static void Show(IEnumerable<BudgetView> budgets, ConsoleOutput output) =>
        output.WriteTable(["budget", "cap", "spent", "reserved", "remaining"], budgets.Select(b => (string[])[
            TerminalSanitizer.SingleLine(BudgetKeys.ToName(b.Name), 34), MoneyFormat.Format(b.Cap), MoneyFormat.Format(b.Spent), MoneyFormat.Format(b.Reserved), FormatRemaining(b)]));

    private static async Task<IReadOnlyList<BudgetView>> QueryAsync(FactoryClient client, string[] words, CancellationToken cancellationToken) =>
        words.Length == 0 ? await client.ListBudgetsAsync(cancellationToken) : [await client.GetBudgetAsync(BudgetCommand.ParseBudgetName(words), cancellationToken)];

    // Rounded down here: what is shown as left must be there.
    private static string FormatRemaining(BudgetView budget) => (Math.Floor(budget.Remaining().Amount * 100) / 100).ToString("#,0.00", CultureInfo.InvariantCulture) + " USD";
}
