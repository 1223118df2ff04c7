using Factory.Silo.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Factory.Silo.Tests.Diagnostics;

public sealed class GrainCallFilterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly GrainCallFilter _filter;

    public GrainCallFilterTests() => _filter = new GrainCallFilter(_time);

    private GrainTypeCalls Calls => _filter.Types[typeof(CountedGrain)];

    [Fact]
    public async Task Invoke_SuccessfulCall_IsCountedAndTimed()
    {
        await CallAsync(TimeSpan.FromMilliseconds(20));

        Calls.Calls.ShouldBe(1);
        Calls.Errors.ShouldBe(0);
        Calls.Percentile(0.5)!.Value.ShouldBe(20_000, 1_250);
        var slow = _filter.Slowest.Read(_time.GetUtcNow()).ShouldHaveSingleItem();
        slow.Grain.ShouldBe("counted/one");
        slow.Method.ShouldBe($"{nameof(ICounted)}.{nameof(ICounted.Count)}");
        slow.Milliseconds.ShouldBe(20);
        slow.EndedAt.ShouldBe(_time.GetUtcNow());
        slow.Failed.ShouldBeFalse();
    }

    [Fact]
    public async Task Invoke_OfACallThatFails_CountsAnErrorAndLetsItThrough()
    {
        await Should.ThrowAsync<InvalidOperationException>(() =>
            CallAsync(TimeSpan.FromMilliseconds(1), new InvalidOperationException("broken")));

        Calls.Calls.ShouldBe(1);
        Calls.Errors.ShouldBe(1);
        _filter.Slowest.Read(_time.GetUtcNow()).ShouldHaveSingleItem().Failed.ShouldBeTrue();
    }

    [Fact]
    public async Task Invoke_OfAGrainThatIsNotOurs_PassesItOnUncounted()
    {
        var context = Substitute.For<IIncomingGrainCallContext>();
        context.Grain.Returns(new object());

        await _filter.Invoke(context);

        await context.Received(1).Invoke();
        _filter.Types.ShouldBeEmpty();
    }

    [Fact]
    public async Task Percentile_CallsOfEarlierWindows_CountForOneOrTwoWindows()
    {
        await CallAsync(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMinutes(5));
        await CallAsync(TimeSpan.FromMilliseconds(1));
        Calls.Percentile(1)!.Value.ShouldBe(1_000_000, 62_500, "the window before still counts");
        _time.Advance(TimeSpan.FromMinutes(5));

        await CallAsync(TimeSpan.FromMilliseconds(1));

        Calls.Percentile(1)!.Value.ShouldBe(1_000, 62.5, "two windows ago counts no more");
        Calls.Calls.ShouldBe(3, "counts are of all time");
    }

    private Task CallAsync(TimeSpan duration, Exception? failure = null)
    {
        var context = Substitute.For<IIncomingGrainCallContext>();
        context.Grain.Returns(new CountedGrain());
        context.TargetId.Returns(GrainId.Create("counted", "one"));
        context.InterfaceMethod.Returns(typeof(ICounted).GetMethod(nameof(ICounted.Count)));
        context.MethodName.Returns(nameof(ICounted.Count));
        context.Invoke().Returns(_ =>
        {
            _time.Advance(duration);
            return failure is null ? Task.CompletedTask : Task.FromException(failure);
        });
        return _filter.Invoke(context);
    }

    private interface ICounted
    {
        Task Count();
    }

    private sealed class CountedGrain;
}
