using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary><c>factory budget show|set</c>.</summary>
internal static class BudgetCommand
{
    public static Command Create(CommandRunner verbs) => new("budget", "Hard caps on money: the day's, an agent's, a run's, a task's, a key's.\n\nExamples:\n  factory budget show\n  factory budget set day 80")
    {
        BudgetShowCommand.Create(verbs),
        BudgetSetCommand.Create(verbs),
    };

    /// <summary>The name that the API knows, from the words that a person types: <c>day</c>, <c>agent rex</c>, <c>key laptop</c>, an id.</summary>
    public static string ParseBudgetName(IReadOnlyList<string> words) => words switch
    {
        ["agent" or "key", var name] => $"{words[0]}-{name}".ToLowerInvariant(),
        [var name] => name.ToLowerInvariant(),
        _ => throw new FactoryException(ErrorCodes.InvalidRequest, "Name one budget.", "Use day, agent NAME, RUN, TASK or key NAME; factory budget show lists them."),
    };
}
