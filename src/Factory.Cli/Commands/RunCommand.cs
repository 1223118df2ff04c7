using System.CommandLine;
using Factory.Cli.Runs;

namespace Factory.Cli.Commands;

/// <summary>
/// <c>factory run "idea"</c> and its subcommands. An idea that is the name of a subcommand is written after <c>--</c>.
/// </summary>
internal static class RunCommand
{
    private const string Description = """
        Turns an idea into a product, and shows the progress.

        Examples:
          factory run "A tip calculator for restaurant bills"
          factory run "Show prices with tax" --repo ~/code/shop --budget 2.50
          factory run --idea-file idea.md --json
          echo "A pomodoro timer" | factory run -
          factory run --resume
          factory run -- list
        """;

    public static Command Create(CommandRunner verbs)
    {
        var idea = new Argument<string[]>("idea")
        {
            Description = "What to make, in your own words; - reads it from standard input",
            Arity = ArgumentArity.ZeroOrMore
        };
        var file = new Option<string?>("--idea-file") { Description = "Read the idea from a file", HelpName = "FILE" };
        var repository = new Option<string?>("--repo")
        {
            Description = "Work on this git repository instead of a new one",
            HelpName = "PATH"
        };
        var budget = new Option<decimal?>("--budget")
        {
            Description = "Hard cap on what the run may cost, in US dollars",
            HelpName = "USD"
        };
        var pipeline = new Option<string?>("--pipeline") { Description = "The pipeline; default: product", HelpName = "NAME" };
        var resume = new Option<string?>("--resume")
        {
            Description = "Continue a run; default: the latest unfinished one",
            HelpName = "RUN",
            Arity = ArgumentArity.ZeroOrOne
        };
        var same = new Option<bool>("--allow-same-reviewer")
        {
            Description = "Let the builder's own model review when there is no other; it is recorded"
        };
        var rehearse = new Option<bool>("--rehearse")
        {
            Description = "Without a real model: build a demonstration product even if none fits the idea"
        };
        var unsandboxed = new Option<bool>("--unsandboxed") { Description = "Let commands run without a sandbox when none is installed" };
        var command = new Command("run", Description) { idea, file, repository, budget, pipeline, resume, same, rehearse, unsandboxed };

        // A verb wins over an idea of the same word: 'factory run list' lists, 'factory run -- list' makes a product.
        command.Add(RunListCommand.Create(verbs));
        command.Add(RunShowCommand.Create(verbs));
        command.Add(RunCancelCommand.Create(verbs));
        command.Add(RunRetryCommand.Create(verbs));
        return verbs.Handle(command, async (parsed, context) =>
        {
            var request = new RunRequest(
                await IdeaReader.ReadAsync(parsed, idea, file, parsed.GetResult(resume) is not null, context.Environment),
                TextInput.FullPath(parsed.GetValue(repository), context.Environment),
                parsed.GetValue(budget),
                parsed.GetValue(pipeline),
                parsed.GetValue(same),
                parsed.GetValue(rehearse),
                parsed.GetValue(unsandboxed),

                // The value is null both without the option and for '--resume' alone; only the result tells the two
                // apart.
                parsed.GetResult(resume) is not null,
                parsed.GetValue(resume) is { } run ? CommandArguments.ParseId<RunId>(run) : null);
            return await new RunCommandHandler(context, request).RunAsync();
        });
    }
}
