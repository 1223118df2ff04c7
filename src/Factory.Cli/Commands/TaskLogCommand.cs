using System.CommandLine;
using System.Text.Json;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Client;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;

namespace Factory.Cli.Commands;

/// <summary><c>factory task log</c>: what was said and done in the attempts of a task.</summary>
internal static class TaskLogCommand
{
    private const int PageSize = 500;

    private const string Description = """
        The transcript of a task: messages, tool calls and their results, of each attempt. With --json one entry a line.

        Examples:
          factory task log task-01jd3z…
          factory task log task-01jd3z… --attempt 2
          factory task log task-01jd3z… --follow
        """;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public static Command Create(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<TaskId>("task", "The task");
        var attempt = CommandArguments.NumberOption(["--attempt"], "Only this attempt; default: all", 0, 1);
        var follow = new Option<bool>("--follow", "-f") { Description = "Print new entries as they are written, until the task ends" };
        var full = new Option<bool>("--full") { Description = "Print long texts in full; without it the first lines" };
        return commands.Handle(new Command("log", Description) { id, attempt, follow, full }, async (parsed, context) =>
        {
            await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
            var log = new TaskLog(silo.Client, context, parsed.GetValue(attempt), parsed.GetValue(full));
            await log.ShowAsync(parsed.GetRequiredValue(id), parsed.GetValue(follow));
            return ExitCodes.Success;
        });
    }

    private sealed class TaskLog(FactoryClient client, CommandContext context, int only, bool full)
    {
        // Number of the next entry, by attempt.
        private readonly Dictionary<AttemptId, long> _next = [];
        private readonly CancellationToken _stop = context.Environment.Interrupt;

        public async Task ShowAsync(TaskId id, bool follow)
        {
            while (true)
            {
                // The task first: what it wrote until it ended is then read below, and the loop may end.
                var task = await client.GetTaskAsync(id, _stop);
                foreach (var attempt in Selected(task))
                {
                    await ShowAttemptAsync(attempt);
                }

                if (!follow || task.IsFinished())
                {
                    ShowEnd(task);
                    return;
                }

                await Task.Delay(PollInterval, context.Environment.Time, _stop);
            }
        }

        private IEnumerable<TaskAttempt> Selected(TaskView task)
        {
            if (only > 0 && task.Attempts.Count > 0 && task.Attempts.All(a => a.Number != only))
            {
                throw new FactoryException(
                    ErrorCodes.NotFound,
                    $"{task.Id} has no attempt {only}.",
                    $"It has {task.Attempts.Count}: factory task show {task.Id}");
            }

            return task.Attempts.Where(a => only == 0 || a.Number == only);
        }

        private async Task ShowAttemptAsync(TaskAttempt attempt)
        {
            if (_next.TryAdd(attempt.Id, 1) && !context.Output.IsJson)
            {
                TranscriptRenderer.ShowHeading(attempt, context.Output);
            }

            while (true)
            {
                var page = await client.GetTranscriptAsync(attempt.Id, _next[attempt.Id], PageSize, _stop);
                _next[attempt.Id] = page.Next;
                foreach (var entry in page.Entries)
                {
                    context.Output.WriteJson(entry);
                    if (!context.Output.IsJson && entry.Deserialize<TranscriptEntry>(FactoryJson.Options) is { } read)
                    {
                        TranscriptRenderer.Show(read, context, full);
                    }
                }

                if (page.Entries.Count < PageSize)
                {
                    return;
                }
            }
        }

        private void ShowEnd(TaskView task)
        {
            if (task.Attempts.Count == 0)
            {
                context.Output.WriteLine($"{task.Id} is {Formatting.Format(task.Stage)}: no agent has tried it yet.");
            }
        }
    }
}
