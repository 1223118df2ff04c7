using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Client;
using Factory.Contracts.Budgets;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary><c>factory budget set</c>: sets a cap and prints the commands that continue stopped work.</summary>
internal static class BudgetSetCommand
{
    private const int MaxStopped = 5;

    private const string Description = """
        Sets the hard cap of a budget in US dollars. It applies at once, also to work in progress. Budgets of a day are those of today (UTC);
        other days start with the caps of silo-config/policy.yaml.

        Examples:
          factory budget set day 80
          factory budget set agent rex 10
          factory budget set run-01jd3z… 7.50
          factory budget set key laptop 20
        """;

    public static Command Create(CommandRunner verbs)
    {
        var words = new Argument<string[]>("budget and usd")
        {
            Description = "day, agent NAME, RUN, TASK or key NAME; then the cap in US dollars",
            Arity = new ArgumentArity(2, 3)
        };
        return verbs.Handle(new Command("set", Description) { words }, async (parsed, context) =>
        {
            var given = parsed.GetRequiredValue(words);

            // Before a silo is looked for: a wrong command line is one with and without it.
            BudgetCommand.ParseBudgetName(given[..^1]);
            var cap = ParseAmount(given[^1]);
            await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
            var name = await BudgetCommand.FindNameAsync(given[..^1], silo.Client, context.Environment.Interrupt);
            var budget = await silo.Client.SetBudgetAsync(name, cap, context.Environment.Interrupt);
            context.Output.WriteJson(budget);
            if (!context.Output.IsJson)
            {
                BudgetShowCommand.Show([budget], context.Output);
                foreach (var line in await SuggestNextAsync(budget, silo.Client, context))
                {
                    context.Output.WriteLine(line);
                }
            }

            return ExitCodes.Success;
        });
    }

    private static decimal ParseAmount(string text) =>
        CommandArguments.TryParseUsd(text, out var usd)
        ? usd
        : throw new FactoryException(
            ErrorCodes.InvalidRequest,
            $"'{TerminalSanitizer.SingleLine(text, 40)}' is not an amount in US dollars.",
            "Write the cap last, with a decimal point: factory budget set day 7.50");

    private static async Task<IReadOnlyList<string>> SuggestNextAsync(BudgetView budget, FactoryClient client, CommandContext context)
    {
        if (budget.Remaining() == Contracts.Metering.Usd.Zero)
        {
            return ["Nothing of it remains, so it blocks all further calls."];
        }

        var hint = context.Settings.DataOption;
        var name = BudgetKeys.ToName(budget.Name);
        var stop = context.Environment.Interrupt;
        if (IdText.TryParse<RunId>(name, out var run))
        {
            var view = await client.GetRunAsync(run, stop);
            return IsStopped(view)
                ? [$"Continue with: factory run retry {run}{hint}"]
                : view.IsFinished()
                ? []
                : ["The run continues under the new cap."];
        }

        if (IdText.TryParse<TaskId>(name, out var task))
        {
            var view = await client.GetTaskAsync(task, stop);
            return view.Stage != TaskStage.Failed ? []
                : view.Spec.Run is { } of ? [$"Continue with: factory run retry {of}{hint}"]
                : [$"Continue with: factory task retry {task}{hint}"];
        }

        // A key pays for tools outside of the factory, so no run or task has stopped because of it.
        if (BudgetKeys.LevelOf(budget.Name) == BudgetLevel.Key)
        {
            return [];
        }

        var failed = await client.ListRunsAsync(RunStatus.Failed, cancellationToken: stop);
        return [.. failed.Items.Where(IsStopped)
            .Take(MaxStopped)
            .Select(r => $"A budget stopped {r.Id}. Continue with: factory run retry {r.Id}{hint}")];
    }

    private static bool IsStopped(RunView run) =>
        run is { Status: RunStatus.Failed, Problem.Code: ErrorCodes.BudgetExceeded or ErrorCodes.LifetimeLimitReached };
}
