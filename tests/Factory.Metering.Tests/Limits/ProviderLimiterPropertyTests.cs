using Factory.Domain.Limits;
using Factory.TestKit.Properties;
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
        using var sequence = new Sequence();
        foreach (var (what, which) in steps)
        {
            sequence.Step(what, which);
            sequence.Collect();
        }

        sequence.Finish();
        return true;
    }).Check(PropertyConfig.Fixed(300));

    private sealed record Caller(Task<AcquireResult> Entry, CancellationTokenSource GiveUp);

    private sealed class Sequence : IDisposable
    {
        private readonly LimiterHarness _lab = new(Calls, LimiterHarness.Limits(requestsPerMinute: PerMinute));
        private readonly List<IProviderPermit> _inside = [];
        private readonly List<Caller> _waiting = [];
        private readonly Queue<DateTimeOffset> _passed = new();

        public void Dispose() => _lab.Dispose();

        public void Step(byte what, byte which)
        {
            switch (what % 6)
            {
                case 0 or 1:
                    var giveUp = new CancellationTokenSource();
                    _waiting.Add(new Caller(_lab.EnterAsync(cancellationToken: giveUp.Token), giveUp));
                    break;
                case 2 when _inside.Count > 0:
                    Leave(_inside[which % _inside.Count], which % 5 == 0 ? ProviderOutcomeKind.Failed : ProviderOutcomeKind.Success);
                    break;
                case 3 when _waiting.Count > 0:
                    _waiting[which % _waiting.Count].GiveUp.Cancel();
                    break;
                case 4:
                    for (var second = 0; second < which % 90; second++)
                    {
                        _lab.Time.Advance(TimeSpan.FromSeconds(1));
                        Collect();
                    }

                    break;
                default:
                    _lab.Time.Advance(TimeSpan.FromMilliseconds(which));
                    break;
            }
        }

        /// <summary>All leave, and with time everybody who still waits gets an answer.</summary>
        public void Finish()
        {
            for (var i = 0; i < 200 && (_inside.Count > 0 || _waiting.Count > 0); i++)
            {
                _inside.ForEach(p => p.Dispose());
                _inside.Clear();
                _lab.Time.Advance(TimeSpan.FromSeconds(1));
                Collect();
            }

            _waiting.ShouldBeEmpty();
            _lab.View.ActiveCalls.ShouldBe(_inside.Count);
        }

        /// <summary>Takes out who was admitted or gave up, and checks order and limits.</summary>
        public void Collect()
        {
            var view = _lab.View;
            while (Pending() is { } pending && pending.Length > view.QueuedCalls)
            {
                // Whose wait was ended goes on elsewhere, a moment later.
                Task.WaitAny(pending);
            }

            var done = _waiting.Where(w => w.Entry.IsCompleted).ToList();
            foreach (var caller in done.Where(c => c.Entry is { IsCompletedSuccessfully: true, Result.Permit: not null }))
            {
                _waiting.TakeWhile(w => w != caller).ShouldAllBe(w => w.Entry.IsCompleted, "nobody is overtaken");
                _inside.Add(caller.Entry.Result.Permit!);
                _passed.Enqueue(_lab.Time.GetUtcNow());
            }

            _waiting.RemoveAll(done.Contains);
            // A caller is seen up to a second after it passed.
            while (_passed.TryPeek(out var oldest) && _lab.Time.GetUtcNow() - oldest > TimeSpan.FromSeconds(59))
            {
                _passed.Dequeue();
            }

            _passed.Count.ShouldBeLessThanOrEqualTo(PerMinute);
            _inside.Count.ShouldBeLessThanOrEqualTo(Calls);
            view.ActiveCalls.ShouldBe(_inside.Count);
            view.QueuedCalls.ShouldBe(_waiting.Count);
            _waiting.ShouldAllBe(w => !w.GiveUp.IsCancellationRequested);
        }

        private Task<AcquireResult>[] Pending() => [.. _waiting.Where(w => !w.Entry.IsCompleted).Select(w => w.Entry)];

        private void Leave(IProviderPermit permit, ProviderOutcomeKind outcome)
        {
            _inside.Remove(permit);
            permit.Report(new(outcome));
            permit.Dispose();
        }
    }
}
