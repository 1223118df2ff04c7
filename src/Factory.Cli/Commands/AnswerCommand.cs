using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary><c>factory answer</c>.</summary>
internal static class AnswerCommand
{
    public static Command Create(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<TaskId>("task", "The task whose agent asks");
        var text = new Argument<string[]>("text") { Description = "Your answer", Arity = ArgumentArity.OneOrMore };
        return commands.HandleWithSilo(
            new Command(
                "answer",
                "Answers the open question of an agent.\n\nExample:\n  factory answer task-01jd3z… \"Use euros\"") { id, text },
            (parsed, client, cancel) =>
                client.AnswerAsync(
                    parsed.GetRequiredValue(id),
                    string.Join(' ', parsed.GetRequiredValue(text)),
                    cancel),
            (task, context) => context.Output.WriteLine($"{task.Id} has your answer; the agent continues."));
    }
}
