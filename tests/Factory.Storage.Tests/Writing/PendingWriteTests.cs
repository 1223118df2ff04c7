using Factory.Storage.Tests.Support;
using Factory.Storage.Writing;

namespace Factory.Storage.Tests.Writing;

/// <summary>A caller sees a cancellation only of a write that never commits.</summary>
public sealed class PendingWriteTests
{
    private readonly PendingWrite<int> _write = new(_ => 7);

    [Fact]
    public async Task Cancel_BeforeTheStart_PreventsIt()
    {
        _write.Cancel(new CancellationToken(canceled: true));

        _write.TryStart().ShouldBeFalse();
        await Should.ThrowAsync<OperationCanceledException>(() => _write.Result.Within("the cancellation"));
    }

    [Fact]
    public async Task Cancel_AfterTheStart_HasNoEffect()
    {
        _write.TryStart().ShouldBeTrue();
        _write.Cancel(new CancellationToken(canceled: true));
        _write.Result.IsCompleted.ShouldBeFalse();

        _write.Execute(null!);
        _write.Complete();

        (await _write.Result.Within("the result")).ShouldBe(7);
        _write.TryStart().ShouldBeFalse("a write runs once");
    }

    [Fact]
    public async Task Complete_WithAFailure_FailsTheCaller()
    {
        _write.TryStart();
        _write.Failure = new InvalidDataException("own");
        _write.Complete();
        _write.Fail(new IOException("of the batch"));

        (await Should.ThrowAsync<InvalidDataException>(() => _write.Result)).Message.ShouldBe("own");
    }
}
