using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Events;
using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.Crashes;

/// <summary>
/// Checks what a succeeded run left in the database and the repositories: nothing lost, nothing duplicated, nothing
/// left over.
/// </summary>
internal static class Audit
{
    /// <summary>All violations; empty when there are none.</summary>
    /// <param name="folder">The data folder; its silo is down.</param>
    /// <param name="seen">The events that a client saw, over all restarts.</param>
    /// <param name="billed">The amount that the model provider bills, in US dollars.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(DataFolder folder, IReadOnlyList<FactoryEvent> seen, decimal billed) =>
    [
        .. States(folder), .. Index(folder), .. Events(folder, seen), .. Money(folder, billed), .. Unfinished(folder),
        .. await Repositories(folder),
    ];

    /// <summary>Rows of the index, as text that can be compared.</summary>
    public static IReadOnlyList<string> IndexRows(DataFolder folder) =>
        [.. folder.Rows("SELECT state_name, state_key, kind, key, parent, status, created_at, view FROM index_rows ORDER BY 1, 2")
            .Select(r => string.Join('|', r))];

    private static IEnumerable<string> States(DataFolder folder)
    {
        foreach (var (run, state) in folder.States("run"))
        {
            if (state.Text("status") != "succeeded")
            {
                yield return $"{run} is {state.Text("status")}";
            }

            foreach (var stage in state.GetProperty("stages")
                .EnumerateArray()
                .Where(s => s.Text("status") != "done" || s.GetProperty("round").GetInt32() != 1))
            {
                yield return $"{run}: stage {stage.Text("name")} is {stage.Text("status")} in round {stage.GetProperty("round")}";
            }
        }

        var attempts = folder.States("attempt").Values.ToLookup(a => a.GetProperty("request").Text("task"));
        var tasks = folder.States("task");
        if (tasks.Count != KillPlan.Stages.Length)
        {
            yield return $"there are {tasks.Count} tasks for {KillPlan.Stages.Length} stages";
        }

        foreach (var (task, state) in tasks)
        {
            var stage = state.GetProperty("spec").Text("runStage");
            if (state.Text("stage") != "done" || state.Text("activeAttempt") is not null)
            {
                yield return $"{task} ({stage}) is {state.Text("stage")}, at work: {state.Text("activeAttempt")}";
            }

            var statuses = attempts[task].Select(a => a.Text("status")!).ToList();
            if (statuses.Count(s => s == "succeeded") != 1 || statuses.Any(s => s is not ("succeeded" or "lost")))
            {
                yield return $"{task} ({stage}) has attempts {string.Join(", ", statuses)}: one must have succeeded, the others be lost";
            }

            var known = state.GetProperty("attempts").EnumerateArray().Select(a => a.Text("id")).Order().ToList();
            if (!known.SequenceEqual(attempts[task].Select(a => a.GetProperty("request").Text("attempt")).Order()))
            {
                yield return $"{task} ({stage}) knows {known.Count} attempts, but there are {statuses.Count}";
            }
        }
    }

    private static IEnumerable<string> Index(DataFolder folder)
    {
        foreach (var (name, status) in new[] { ("run", "status"), ("task", "stage"), ("attempt", "status") })
        {
            var states = folder.States(name).ToDictionary(s => s.Key, s => s.Value.Text(status)!);
            var rows = folder.Rows("SELECT state_key, status FROM index_rows WHERE state_name = $1", name)
                .ToDictionary(r => r[0], r => r[1]);
            foreach (var key in states.Keys.Union(rows.Keys).Where(k => states.GetValueOrDefault(k) != rows.GetValueOrDefault(k)))
            {
                yield return $"index of {name} {key}: '{rows.GetValueOrDefault(key)}', state: '{states.GetValueOrDefault(key)}'";
            }
        }
    }

    private static IEnumerable<string> Events(DataFolder folder, IReadOnlyList<FactoryEvent> seen)
    {
        var rows = folder.Rows("SELECT seq, type, subject, message, data FROM events ORDER BY seq");
        var gap = rows.Select((r, i) => (Seq: r[0], Expected: (i + 1).ToString(CultureInfo.InvariantCulture)))
            .FirstOrDefault(r => r.Seq != r.Expected);
        if (gap.Seq is not null)
        {
            yield return $"event {gap.Seq} where {gap.Expected} should be";
        }

        // The client stopped reading when the run had ended; outbox messages that were still on their way write no
        // events.
        var stored = rows.Select(r => $"{r[0]} {r[1]} {r[2]} {r[3]}").ToList();
        var received = seen.Select(e => $"{e.Seq} {e.Type} {e.Subject} {e.Message}").ToList();
        if (!stored.Take(received.Count).SequenceEqual(received))
        {
            yield return $"a client saw {received.Count} events, not the first of the {stored.Count} stored: {string.Join("; ", received.Except(stored).Take(3))}";
        }

        foreach (var type in new[] { EventTypes.RunStarted, EventTypes.RunEnded })
        {
            if (rows.Count(r => r[1] == type) is var count and not 1)
            {
                yield return $"{count} events {type}";
            }
        }

        foreach (var duplicate in rows
            .Where(r => r[1] == EventTypes.RunStageChanged && JsonDocument.Parse(r[4]).RootElement.Text("status") == "done")
            .GroupBy(r => r[3].Split(':')[0])
            .Where(g => g.Count() > 1))
        {
            yield return $"stage {duplicate.Key} was done {duplicate.Count()} times";
        }

        foreach (var duplicate in rows.Where(r => r[1] is EventTypes.AttemptStarted or EventTypes.AttemptEnded or EventTypes.TaskOpened)
            .GroupBy(r => $"{r[1]} of {r[2]}")
            .Where(g => g.Count() > 1))
        {
            yield return $"{duplicate.Count()} events {duplicate.Key}";
        }
    }

    private static IEnumerable<string> Money(DataFolder folder, decimal billed)
    {
        foreach (var (budget, state) in folder.States("budget"))
        {
            var spent = state.GetProperty("spent").GetDecimal();
            if (state.GetProperty("leases").EnumerateObject().Any())
            {
                yield return $"{budget} has open leases: {state.GetProperty("leases")}";
            }

            if (LedgerSum(folder, budget) is var sum && sum != spent)
            {
                yield return $"{budget} says {spent} spent, its ledger rows say {sum}";
            }
        }

        var total = LedgerSum(folder, "budget-day-");
        if (total < billed || total > 50)
        {
            yield return $"the ledger says {total} spent; the provider bills {billed}, a day's cap is 50";
        }

        if (folder.States("run").Keys.FirstOrDefault(r => LedgerSum(folder, $"budget-{r}") > 5) is { } expensive)
        {
            yield return $"{expensive} spent more than its cap of 5";
        }
    }

    /// <summary>The cash of the rows that a budget paid for, by its key; all of it for <c>budget-day-</c>.</summary>
    public static decimal LedgerSum(DataFolder folder, string budget)
    {
        var name = budget["budget-".Length..];
        var (where, value) = name.Split('-')[0] switch
        {
            "day" => ("day LIKE $1", name["day-".Length..] + "%"),
            "agent" => ("agent || '-' || day = $1", name),
            "key" => ("principal_id = $1", name),
            var column => ($"{column} = $1", name),
        };
        return decimal.Parse(
            folder.Rows($"SELECT coalesce(sum(cost), 0) FROM ledger WHERE billing = 'PayAsYouGo' AND {where}", value).Single()[0],
            CultureInfo.InvariantCulture) / 100_000_000m;
    }

    private static IEnumerable<string> Unfinished(DataFolder folder)
    {
        if (folder.Rows("SELECT namespace, key FROM outbox") is { Count: > 0 } messages)
        {
            yield return $"{messages.Count} outbox messages are left";
        }

        foreach (var (agent, state) in folder.States("agent").Where(a => a.Value.GetProperty("activeAttempts").GetArrayLength() > 0))
        {
            yield return $"{agent} still works on {state.GetProperty("activeAttempts")}";
        }

        foreach (var (kev, state) in folder.States("kev").Where(k => k.Value.GetProperty("active").GetArrayLength() > 0))
        {
            yield return $"{kev} still holds {state}";
        }

        var unfinished = Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".new", StringComparison.Ordinal) || f.EndsWith("/index.lock", StringComparison.Ordinal));
        foreach (var file in unfinished)
        {
            yield return $"{Path.GetRelativePath(folder.Path, file)} was left";
        }
    }

    private static async Task<IEnumerable<string>> Repositories(DataFolder folder)
    {
        var wrong = new List<string>();
        var attempts = folder.States("attempt").Keys.ToHashSet();
        foreach (var product in Directory.EnumerateDirectories(Path.Combine(folder.Path, "products")))
        {
            var repository = Path.Combine(product, "repository");
            foreach (var place in new[] { repository, Path.Combine(product, "mirror.git") })
            {
                await Git.RunAsync(place, "fsck", "--strict", "--full");
            }

            if (await Git.RunAsync(repository, "status", "--porcelain") is { Length: > 0 } status)
            {
                wrong.Add($"the repository is not clean: {status}");
            }

            var branches = (await Git.RunAsync(repository, "for-each-ref", "--format=%(refname:short)", "refs/heads")).Split('\n');
            wrong.AddRange(branches
                .Where(b =>
                    b != "main" && !(b.StartsWith("factory/", StringComparison.Ordinal) && attempts.Contains(b["factory/".Length..])))
                .Select(b => $"stray branch {b}"));
            if ((await Git.RunAsync(repository, "worktree", "list")).Split('\n').Length != 1)
            {
                wrong.Add("there is more than one work tree");
            }

            var deliveries = (await Git.RunAsync(repository, "log", "--first-parent", "--format=%s", "main")).Split('\n');
            if (deliveries.Length != 2)
            {
                wrong.Add($"main has {deliveries.Length} commits instead of a start and one delivery: {string.Join(", ", deliveries)}");
            }
        }

        return wrong;
    }

    private static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
