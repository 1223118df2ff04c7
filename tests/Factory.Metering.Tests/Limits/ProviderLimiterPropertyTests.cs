using Factory.Domain.Limits;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Metering.Tests.Limits;

/// <summary>Random callers, who come, leave, give up and report; the clock moves between them.</summary>
public class ProviderLimiterPropertyTests
{
    private const int Calls = 3;
    private const int PerMinute = 6;

    [Fact]
    public void AcquireAsync_AnySequence_KeepsTheLimitsInOrderAndLosesNoCall() => Prop.ForAll<(byte What, byte Which)[]>(steps =>
    {
        using var lab = new LimiterHarness(Calls, LimiterHarness.Limits(requestsPerMinute: PerMinute));
        var inside = new List<IProviderPermit>();
        var waiting = new List<Caller>();
        var passed = new Queue<DateTimeOffset>();
        foreach (var (what, which) in steps)
        {
            switch (what % 6)
            {
                case 0 or 1:
                    var giveUp = new CancellationTokenSource();
                    waiting.Add(new Caller(lab.EnterAsync(cancellationToken: giveUp.Token), giveUp));
                    break;
                case 2 when inside.Count > 0:
                    var leaving = inside[which % inside.Count];
                    inside.Remove(leaving);
                    leaving.Report(new(which % 5 == 0 ? ProviderOutcomeKind.Failed : ProviderOutcomeKind.Success));
                    leaving.Dispose();
                    break;
                case 3 when waiting.Count > 0:
                    waiting[which % waiting.Count].GiveUp.Cancel();
                    break;
                case 4:
                    for (var second = 0; second < which % 90; second++)
                    {
                        lab.Time.Advance(TimeSpan.FromSeconds(1));
                        Collect(lab, inside, waiting, passed);
                    }

                    break;
                default:
                    lab.Time.Advance(TimeSpan.FromMilliseconds(which));
                    break;
            }

            Collect(lab, inside, waiting, passed);
        }

        // All leave, and with time everybody who still waits gets an answer.
        for (var i = 0; i < 200 && (inside.Count > 0 || waiting.Count > 0); i++)
        {
            inside.ForEach(p => p.Dispose());
            inside.Clear();
            lab.Time.Advance(TimeSpan.FromSeconds(1));
            Collect(lab, inside, waiting, passed);
        }

        waiting.ShouldBeEmpty();
        lab.View.ActiveCalls.ShouldBe(inside.Count);
        return true;
    }).Check(PropertyCases.Draw(300));

    private static void Collect(LimiterHarness lab, List<IProviderPermit> inside, List<Caller> waiting, Queue<DateTimeOffset> passed)
    {
        var view = lab.View;
        while (waiting.Where(w => !w.Entry.IsCompleted).Select(w => w.Entry).ToArray() is { } pending && pending.Length > view.QueuedCalls)
        {
            // Whose wait was ended goes on elsewhere, a moment later.
            Task.WaitAny(pending);
        }

        var done = waiting.Where(w => w.Entry.IsCompleted).ToList();
        foreach (var caller in done.Where(c => c.Entry is { IsCompletedSuccessfully: true, Result.Permit: not null }))
        {
            waiting.TakeWhile(w => w != caller).ShouldAllBe(w => w.Entry.IsCompleted, "nobody is overtaken");
            inside.Add(caller.Entry.Result.Permit!);
            passed.Enqueue(lab.Time.GetUtcNow());
        }

        waiting.RemoveAll(done.Contains);
        // A caller is seen up to a second after it passed.
        while (passed.TryPeek(out var oldest) && lab.Time.GetUtcNow() - oldest > TimeSpan.FromSeconds(59))
        {
            passed.Dequeue();
        }

        passed.Count.ShouldBeLessThanOrEqualTo(PerMinute);
        inside.Count.ShouldBeLessThanOrEqualTo(Calls);
        view.ActiveCalls.ShouldBe(inside.Count);
        view.QueuedCalls.ShouldBe(waiting.Count);
        waiting.ShouldAllBe(w => !w.GiveUp.IsCancellationRequested);
    }

    private sealed record Caller(Task<AcquireResult> Entry, CancellationTokenSource GiveUp);
}
