using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;

namespace Factory.Protocols.Tests.Errors;

public sealed class ApiErrorKindsTests
{
    public static TheoryData<string> Kinds => [.. Enum.GetNames<ApiErrorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void FromStatus_TheStatusOfAKind_IsTheKind(string kind) =>
        ApiErrorKinds.FromStatus(ApiErrorKinds.Get(Enum.Parse<ApiErrorKind>(kind)).Status).ToString().ShouldBe(kind);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void FromVendorCode_AnthropicsAndOpenAIsCode_IsTheKind(string kind)
    {
        var row = ApiErrorKinds.Get(Enum.Parse<ApiErrorKind>(kind));

        ApiErrorKinds.FromVendorCode(row.AnthropicType).ToString().ShouldBe(kind);
        ApiErrorKinds.FromVendorCode(row.OpenAICode).ToString().ShouldBe(kind);
    }

    [Theory]
    [InlineData("INVALID_ARGUMENT", nameof(ApiErrorKind.InvalidRequest))]
    [InlineData("UNAUTHENTICATED", nameof(ApiErrorKind.Authentication))]
    [InlineData("FAILED_PRECONDITION", nameof(ApiErrorKind.Billing))]
    [InlineData("PERMISSION_DENIED", nameof(ApiErrorKind.Permission))]
    [InlineData("NOT_FOUND", nameof(ApiErrorKind.NotFound))]
    [InlineData("RESOURCE_EXHAUSTED", nameof(ApiErrorKind.RateLimit))]
    [InlineData("UNAVAILABLE", nameof(ApiErrorKind.Overloaded))]
    [InlineData("DEADLINE_EXCEEDED", nameof(ApiErrorKind.Timeout))]
    [InlineData("INTERNAL", nameof(ApiErrorKind.Server))]
    [InlineData("server_error", nameof(ApiErrorKind.Server))]
    [InlineData("SERVER_ERROR", nameof(ApiErrorKind.Server))]
    [InlineData("never_heard_of", nameof(ApiErrorKind.Server))]
    [InlineData("", nameof(ApiErrorKind.Server))]
    [InlineData(null, nameof(ApiErrorKind.Server))]
    public void FromVendorCode_GooglesStatusOrUnknown_IsAKind(string? code, string kind) =>
        ApiErrorKinds.FromVendorCode(code).ToString().ShouldBe(kind);

    [Theory]
    [InlineData(529, nameof(ApiErrorKind.Overloaded))]
    [InlineData(408, nameof(ApiErrorKind.Timeout))]
    [InlineData(418, nameof(ApiErrorKind.InvalidRequest))]
    [InlineData(422, nameof(ApiErrorKind.InvalidRequest))]
    [InlineData(499, nameof(ApiErrorKind.InvalidRequest))]
    [InlineData(502, nameof(ApiErrorKind.Server))]
    [InlineData(599, nameof(ApiErrorKind.Server))]
    [InlineData(200, nameof(ApiErrorKind.Server))]
    [InlineData(0, nameof(ApiErrorKind.Server))]
    public void FromStatus_NotInTheTable_IsTheNearestKind(int status, string kind) =>
        ApiErrorKinds.FromStatus(status).ToString().ShouldBe(kind);
}
