using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Contracts.Tasks;
using Factory.Domain.Indexing;
using Factory.Grains.Abstractions.Tasks;
using Microsoft.Extensions.Logging;

namespace Factory.Grains.Kev;

/// <summary>Reads the ready tasks from the index, which is committed in the same transactions as the tasks.</summary>
/// <param name="index">The index.</param>
/// <param name="grains">For tasks whose row cannot be read.</param>
/// <param name="log">Receives tasks that cannot be read at all.</param>
public sealed partial class ReadyTaskReader(IStateIndex index, IGrainFactory grains, ILogger<ReadyTaskReader> log)
{
    private const int PageSize = 1_000;

    /// <summary>
    /// All ready tasks, oldest first. One that cannot be read is left out and logged: the sweep reconciles it later.
    /// </summary>
    public async Task<IReadOnlyList<TaskView>> ReadAsync(CancellationToken cancellationToken)
    {
        var newestFirst = new List<TaskView>();
        string? before = null;
        do
        {
            var page = await index.ListAsync("task", null, ["ready"], before, PageSize, cancellationToken);
            foreach (var row in page)
            {
                if (await ReadAsync(row) is { } task)
                {
                    newestFirst.Add(task);
                }
            }

            before = page.Count == PageSize ? page[^1].Key : null;
        }
        while (before is not null);

        newestFirst.Reverse();
        return newestFirst;
    }

    private async Task<TaskView?> ReadAsync(IndexRow row)
    {
        try
        {
            return JsonSerializer.Deserialize<TaskView>(row.View, FactoryJson.Options)!;
        }
        catch (JsonException)
        {
            // The row's JSON was written by another version; the task's own state is migrated when its grain loads it.
        }

        try
        {
            return await grains.GetGrain<ITaskGrain>(TaskId.Parse(row.Key).Value).Get();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One broken task must not keep the supervisor, and with it every other task, from starting.
            LogReadFailed(row.Key, e);
            return null;
        }
    }
}
