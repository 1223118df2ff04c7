using Factory.Contracts.Approvals;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Domain.Approvals;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Approvals;

public class ApprovalRulesTests
{
    private static readonly DecideApproval Approve = new(ApprovalStatus.Approved, "operator", "go");
    private static readonly DecideApproval Reject = new(ApprovalStatus.Rejected, "operator", null);
    private static readonly DateTimeOffset Expiry = Given.Now.AddHours(1);

    private static ApprovalState Pending => ApprovalState.Request(
        ApprovalId.Parse("approval-1"),
        new ApprovalRequest(
            TaskId.Parse("task-1"),
            null,
            "merge",
            ApprovalTier.ApproveBefore,
            "Merge",
            "why",
            "",
            default,
            TimeSpan.FromHours(1)),
        Given.Now);

    /// <summary>
    /// Every status with every command, before and after the expiry: a new one fails here until it is decided.
    /// </summary>
    public static TheoryData<ApprovalStatus, string, bool> EveryCase()
    {
        var data = new TheoryData<ApprovalStatus, string, bool>();
        foreach (var status in Enum.GetValues<ApprovalStatus>())
        {
            foreach (var type in typeof(ApprovalCommand).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ApprovalCommand))))
            {
                data.Add(status, type.Name, false);
                data.Add(status, type.Name, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryCase))]
    public void Decide_AnyCommandInAnyStatus_DecidesOnce(ApprovalStatus status, string command, bool isLate)
    {
        ApprovalCommand sent = command switch
        {
            nameof(DecideApproval) => Approve,
            nameof(ExpireApproval) => new ExpireApproval(),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "A new command: decide it for every status here."),
        };
        var expected = (status, command, isLate) switch
        {
            (ApprovalStatus.Pending, nameof(DecideApproval), false) => nameof(ApprovalDecided),
            (ApprovalStatus.Pending, nameof(DecideApproval), true) => ErrorCodes.ApprovalAlreadyDecided,
            (ApprovalStatus.Pending, nameof(ExpireApproval), true) => nameof(ApprovalExpired),
            (ApprovalStatus.Pending, nameof(ExpireApproval), false) => "",
            (ApprovalStatus.Approved, _, _) => "",
            (ApprovalStatus.Rejected or ApprovalStatus.Expired or ApprovalStatus.ChangesRequested, nameof(DecideApproval), _) =>
                ErrorCodes.ApprovalAlreadyDecided,
            (ApprovalStatus.Rejected or ApprovalStatus.Expired or ApprovalStatus.ChangesRequested, nameof(ExpireApproval), _) => "",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A new status: decide it for every command here."),
        };
        var approval = new ApprovalState(Pending.View with { Status = status });

        var decision = ApprovalRules.Decide(approval, sent, isLate ? Expiry : Expiry.AddTicks(-1));

        (decision.Problem?.Code ?? decision.Events.SingleOrDefault()?.GetType().Name ?? "").ShouldBe(expected);
    }

    [Fact]
    public void Apply_Decided_RecordsWhoWhenAndWhy()
    {
        var approved = After(Pending, Approve, Given.Now);
        approved.View.ShouldBe(Pending.View with
        {
            Status = ApprovalStatus.Approved,
            DecidedAt = Given.Now,
            DecidedBy = "operator",
            Comment = "go"
        });
    }

    [Fact]
    public void Apply_Expired_RecordsWhen() =>
        After(Pending, new ExpireApproval(), Expiry)
            .View.ShouldBe(Pending.View with { Status = ApprovalStatus.Expired, DecidedAt = Expiry });

    [Theory]
    [InlineData(ApprovalStatus.Approved)]
    [InlineData(ApprovalStatus.Rejected)]
    [InlineData(ApprovalStatus.ChangesRequested)]
    public void Decide_SameDecisionAgain_ChangesNothing(ApprovalStatus status)
    {
        var command = Approve with { Status = status };
        ApprovalRules.Decide(After(Pending, command, Given.Now), command, Given.Now).ShouldBe(Decision<ApprovalEvent>.Unchanged);
    }

    [Fact]
    public void Decide_AfterTheExpiry_NamesTheTime() =>
        ApprovalRules.Decide(Pending, Approve, Expiry).Problem!.Message.ShouldBe("approval-1 expired at 2030-01-02 04:04:05Z.");

    /// <summary>The first decision stands; another one is told which it was.</summary>
    [Theory]
    [InlineData(ApprovalStatus.Approved, "approved")]
    [InlineData(ApprovalStatus.Rejected, "rejected")]
    [InlineData(ApprovalStatus.ChangesRequested, "sent back with changes requested")]
    public void Decide_AnotherDecision_NamesTheFirst(ApprovalStatus first, string named)
    {
        var approval = After(Pending, Approve with { Status = first }, Given.Now);
        foreach (var other in new[] { Approve, Reject, Reject with { Status = ApprovalStatus.ChangesRequested } })
        {
            if (other.Status != first)
            {
                ApprovalRules.Decide(approval, other, Given.Now).Problem!.Message
                    .ShouldBe($"approval-1 is {named} since 2030-01-02 03:04:05Z: an approval is decided once.");
            }
        }
    }

    [Theory]
    [InlineData(ApprovalStatus.Approved, "Merge: approved by operator")]
    [InlineData(ApprovalStatus.Rejected, "Merge: rejected by operator")]
    [InlineData(ApprovalStatus.ChangesRequested, "Merge: changes requested by operator: round to 5 cents")]
    [InlineData(ApprovalStatus.Expired, "Merge: it was not decided in time")]
    public void Map_Event_NamesTheResult(ApprovalStatus status, string message)
    {
        ApprovalEvent happened = status == ApprovalStatus.Expired
            ? new ApprovalExpired()
            : new ApprovalDecided(status, "operator", "round to 5 cents");
        ApprovalEventMapper.Map(Pending.Apply(happened, Given.Now), happened, Given.Now).Message.ShouldBe(message);
    }

    [Fact]
    public void OutboxMessage_AnyApproval_WakesItsTask() => ApprovalEventMapper.OutboxMessage(Pending).Key.ShouldBe("task-1");

    [Fact]
    public void TierOf_UnknownClass_IsApproveBefore() => Given.Actions().TierOf("something.new").ShouldBe(ApprovalTier.ApproveBefore);

    private static ApprovalState After(ApprovalState approval, ApprovalCommand command, DateTimeOffset now) =>
        ApprovalRules.Decide(approval, command, now).Events.Aggregate(approval, (a, e) => a.Apply(e, now));
}
