using Factory.Contracts.Errors;
using Factory.Domain.Sandbox;

namespace Factory.Domain.Tests.Sandbox;

public sealed class SandboxPolicyTests
{
    [Theory]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, false, true)]
    [InlineData(false, false, true, true)]
    [InlineData(false, false, false, false)]
    public void Allows_IsolatedTrustedOrAccepted_IsTrue(bool contained, bool trusted, bool unsandboxed, bool allowed) =>
        SandboxPolicy.Allows(contained, trusted, unsandboxed).ShouldBe(allowed);

    [Fact]
    public void ThrowUnlessAllowed_NotAllowed_NamesTheFix()
    {
        var error = Should.Throw<FactoryException>(() =>
            SandboxPolicy.ThrowUnlessAllowed(isolated: false, trusted: false, unsandboxed: false, "openai"));

        error.Code.ShouldBe(ErrorCodes.SandboxMissing);
        error.Hint!.ShouldContain("bubblewrap");
    }
}
