using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Routing.Simulation;

/// <summary>
/// One replay of a workload with one policy: the product's own <see cref="RoutingPolicy"/> and
/// <see cref="RoutingRecords"/> on simulated tasks. The random numbers of an attempt depend on seed, task, attempt and
/// model only, so that policies differ by their choices and not by chance.
/// </summary>
internal sealed class WorkloadReplay(Workload workload, IReadOnlyList<Phase> phases, int seed, OracleStartPolicy? oracle)
{
    private readonly bool _learns = phases[0].Config.Policy.Routing.IsLearningEnabled;
    private readonly PriorityQueue<SimulatedTask, (double At, long Order)> _due = new();
    private readonly SimulatedQuotas _quotas = new(phases[0].Config.Catalogue.Providers);
    private RoutingRecords _records = RoutingRecords.Empty;
    private long _order;
    private decimal _spent;
    private int _accepted;
    private int _attempts;

    /// <summary>Runs the replay; returns the cost, the number of accepted tasks and the number of attempts.</summary>
    public (decimal Spent, int Accepted, int Attempts) Run()
    {
        // A generator of its own: the arrivals must not depend on how many attempts a policy needs.
        var arrivals = new SeededRandom((ulong)seed * 7_919);
        var at = 0.0;
        for (var i = 0; i < workload.Tasks; i++)
        {
            at += arrivals.NextExponential(workload.MeanMinutesBetweenTasks);
            var kind = Pick(workload.Kinds, k => k.Share, arrivals.NextDouble());
            var difficulty = Pick([.. kind.Difficulty], d => d.Value, arrivals.NextDouble()).Key;
            Schedule(new SimulatedTask(i, kind, difficulty, View(i, kind)), at);
        }

        while (_due.TryDequeue(out var task, out var now))
        {
            _quotas.AdvanceTo(now.At);
            if (task.Running is { } running)
            {
                task = End(task, running);
            }

            if (!task.View.IsFinished())
            {
                Assign(task, now.At);
            }
        }

        return (_spent, _accepted, _attempts);
    }

    private void Assign(SimulatedTask task, double now)
    {
        var phase = PhaseOf(task);
        if (oracle is not null)
        {
            oracle.Phase = phase;
        }

        // Before the first attempt as well: RoutingRecords takes whatever was judged before its first observation of a
        // task for counted already.
        ObserveTask(task.View, phase);
        if (RoutingPolicy.Choose(
            task.View,
            phase.Config,
            phase.Providers,
            [],
            new RoutingKnowledge(_quotas, _records, oracle, IncludeReason: false)) is not RoutingDecision.Chosen chosen)
        {
            // Used-up quotas are all that can defer a task here, and they change only at the next day.
            Schedule(task, _quotas.NextDayStart);
            return;
        }

        if (chosen.IsExploration is { } explored)
        {
            _records = _records.AddChoice(task.Kind.Kind, explored);
        }

        Start(task, chosen.Assignment, phase, now);
    }

    private void Start(SimulatedTask task, TaskAssignment assignment, Phase phase, double now)
    {
        var model = assignment.Model;
        var number = task.View.Attempts.Count + 1;
        var random = SeededRandom.FromText($"{seed}/{task.Number}/{number}/{model}");
        var isAccepted = random.NextDouble() < phase.Acceptance(task.Kind.Kind, task.Difficulty, model);
        // Usage varies by 40 % in both directions, with the typical usage as the mean.
        var size = (isAccepted ? 1 : phase.FailureCostRatio(model)) * (0.6 + (0.8 * random.NextDouble()));
        var usage = new TokenUsage((long)(task.Kind.Input * size), (long)(task.Kind.Output * size));
        var cost = phase.Config.Catalogue.Find(model)!.CostOf(usage);
        _spent += cost.Amount + (task.Kind.Reviewed ? workload.ReviewUsd : 0);
        _attempts++;
        _quotas.Consume(model.Provider, usage.Total());
        var attempt = new TaskAttempt(
            AttemptId.From($"attempt-{number}"),
            number,
            assignment.Agent,
            model,
            AttemptStatus.Succeeded,
            default,
            null,
            usage,
            cost,
            null)
        {
            Verdict = isAccepted ? AttemptVerdict.Accepted : AttemptVerdict.Rejected,
        };
        Schedule(task with { Running = attempt }, now + (workload.MinutesPerAttempt * size));
    }

    private SimulatedTask End(SimulatedTask task, TaskAttempt attempt)
    {
        var isAccepted = attempt.Verdict == AttemptVerdict.Accepted;
        var setbacks = task.View.Setbacks + (isAccepted ? 0 : 1);
        var stage = isAccepted ? TaskStage.Done : setbacks >= workload.MaxAttempts ? TaskStage.Failed : TaskStage.Ready;
        var view = task.View with { Stage = stage, Setbacks = setbacks, Attempts = [.. task.View.Attempts, attempt] };
        _accepted += isAccepted ? 1 : 0;
        ObserveTask(view, PhaseOf(task));
        return task with { View = view, Running = null };
    }

    private void ObserveTask(TaskView view, Phase phase)
    {
        if (_learns)
        {
            _records = _records.Observe(view, phase.Config);
        }
    }

    // By the task's number and not by the time: all attempts of a task use the same acceptance table, whatever the
    // policy.
    private Phase PhaseOf(SimulatedTask task)
    {
        var part = task.Number / (double)workload.Tasks;
        var changed = workload.Changes.Select(c => c.After).Distinct().Count(a => a > 0 && a <= part);
        return phases[changed];
    }

    // PriorityQueue does not promise the order of equal priorities; the running number keeps replays repeatable.
    private void Schedule(SimulatedTask task, double at) => _due.Enqueue(task, (at, _order++));

    private TaskView View(int number, WorkloadKind kind) => new()
    {
        Id = TaskId.From($"task-{seed}-{number}"),
        Spec = new TaskSpec(
            kind.Kind,
            kind.Kind,
            "",
            ArtifactKind.Research,
            [],
            null,
            null,
            1,
            null,
            kind.Reviewed,
            null,
            null,
            workload.MaxAttempts,
            [],
            workload.MaxAttempts),
        Stage = TaskStage.Ready,
        CreatedAt = default,
        UpdatedAt = default,
    };

    private static T Pick<T>(IReadOnlyList<T> items, Func<T, double> weight, double at)
    {
        var left = at * items.Sum(weight);
        return items.FirstOrDefault(i => (left -= weight(i)) < 0) ?? items[^1];
    }
}

/// <summary>A task of a replay.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Difficulty">Hidden from every policy.</param>
/// <param name="View">The task as policies see it.</param>
/// <param name="Running">The running attempt with its predetermined outcome; null when none is.</param>
internal sealed record SimulatedTask(int Number, WorkloadKind Kind, string Difficulty, TaskView View, TaskAttempt? Running = null);
