using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Client;
using Factory.Contracts.Budgets;

namespace Factory.Cli.Commands;

/// <summary><c>factory budget show</c>.</summary>
internal static class BudgetShowCommand
{
    public static Command Create(CommandRunner commands)
    {
        var words = new Argument<string[]>("budget")
        {
            Description = "day, agent NAME, RUN, TASK or key NAME; default: all open budgets",
            Arity = new ArgumentArity(0, 2)
        };
        return commands.HandleListWithSilo(
            new Command(
                "show",
                "The open budgets, or one budget. 'Reserved' is held for calls in progress.\n\nExamples:\n  factory budget show\n  " +
                "factory budget show agent rex") { words },
            (parsed, client, cancel) => QueryAsync(client, parsed.GetValue(words) ?? [], cancel),
            (budgets, context) => Show(budgets, context.Output));
    }

    /// <summary>Prints budgets as a table.</summary>
    public static void Show(IEnumerable<BudgetView> budgets, ConsoleOutput output) =>
        output.WriteTable(["budget", "cap", "spent", "reserved", "remaining"], budgets.Select(b => (string[])[
            // Never cut: it is copied into 'factory budget set'.
            BudgetKeys.ToName(b.Name),
            MoneyFormat.Format(b.Cap),
            MoneyFormat.Format(b.Spent),
            MoneyFormat.Format(b.Reserved),
            FormatRemaining(b)]));

    private static async Task<IReadOnlyList<BudgetView>> QueryAsync(
        FactoryClient client,
        string[] words,
        CancellationToken cancellationToken) =>
        words.Length == 0
            ? await client.ListBudgetsAsync(cancellationToken)
            : [await client.GetBudgetAsync(await BudgetCommand.FindNameAsync(words, client, cancellationToken), cancellationToken)];

    // Rounded down: an amount that is shown as remaining must really be available.
    private static string FormatRemaining(BudgetView budget) =>
        (Math.Floor(budget.Remaining().Amount * 100) / 100).ToString("#,0.00", CultureInfo.InvariantCulture) + " USD";
}
