using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Metering.Budgets;

/// <summary>
/// One lease in its spend account: what it holds, what calls have reserved, what they cost. All members are guarded by the account's lock; the amount changes only in a turn of
/// <see cref="AsyncReaderWriterLock"/>.
/// </summary>
internal sealed class AccountLease(string id, DateOnly day, Principal spender)
{
    private TaskCompletionSource? _drained;

    public string Id => id;

    public DateOnly Day => day;

    public Principal Principal => spender;

    /// <summary>Keys of its budgets, outermost first.</summary>
    public IReadOnlyList<string> Chain { get; } = spender.Budgets(day);

    /// <summary>Usable: the least that a budget of the chain has granted.</summary>
    public Usd Amount { get; set; }

    /// <summary>True once every budget of the chain has granted it.</summary>
    public bool IsOpen { get; set; }

    /// <summary>True once a budget may have closed it: nothing is spent from it any more.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Set aside for calls under way.</summary>
    public Usd Reserved { get; set; }

    public LeaseUsage Use { get; set; }

    /// <summary>True once a budget was asked for it, so that it must be closed there, whatever came of it.</summary>
    public bool WasRequested { get; set; }

    /// <summary>Calls under way.</summary>
    public int CallsInFlight { get; set; }

    /// <summary>Rows on their way to disk.</summary>
    public int PendingRows { get; set; }

    public Usd Available => Amount - Use.Spent - Reserved is { Amount: > 0 } free ? free : Usd.Zero;

    public bool IsDrained => CallsInFlight == 0 && PendingRows == 0;

    /// <summary>Completes when no call is under way and every row is on disk.</summary>
    public Task DrainedAsync() => IsDrained ? Task.CompletedTask : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void NotifyDrained()
    {
        if (IsDrained && _drained is { } waiting)
        {
            _drained = null;
            waiting.SetResult();
        }
    }

    public LeasePrincipal ToLeaseHolder() => new(spender.Id, spender.Task, spender.Run, spender.Attempt, spender.Agent, spender.TaskKind);
}
