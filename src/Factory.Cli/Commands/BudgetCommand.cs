using System.CommandLine;
using Factory.Client;

namespace Factory.Cli.Commands;

/// <summary><c>factory budget show|set</c>.</summary>
internal static class BudgetCommand
{
    public static Command Create(CommandRunner commands) =>
        new(
            "budget",
            "Hard caps on spending, for the day, an agent, a run, a task or a key.\n\nExamples:\n  factory budget show\n  factory budget " +
            "set day 80")
    {
        BudgetShowCommand.Create(commands),
        BudgetSetCommand.Create(commands),
    };

    /// <summary>
    /// The API's name of a budget from the words on the command line. An id may lack its kind, as everywhere: then the
    /// silo is asked what it names.
    /// </summary>
    public static async Task<string> FindNameAsync(IReadOnlyList<string> words, FactoryClient client, CancellationToken cancellationToken)
    {
        var name = ParseBudgetName(words);
        if (name == "day" || name.Contains('-') || !IdText.TryParse<RunId>($"run-{name}", out var run))
        {
            return name;
        }

        try
        {
            return (await client.GetRunAsync(run, cancellationToken)).Id.Value;
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.NotFound)
        {
            return $"task-{name}";
        }
    }

    /// <summary>
    /// The API's name of a budget from the words on the command line: <c>day</c>, <c>agent rex</c>, <c>key laptop</c>,
    /// an id.
    /// </summary>
    public static string ParseBudgetName(IReadOnlyList<string> words) => words switch
    {
        ["agent" or "key", var name] => $"{words[0]}-{name}".ToLowerInvariant(),
        [var name] => name.ToLowerInvariant(),
        _ =>
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "The command line does not name a budget.",
                "Use day, agent NAME, RUN, TASK or key NAME. Those there are: factory budget show"),
    };
}
