using System.Buffers;
using System.Text;
using Factory.Protocols.Errors;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Errors;

public sealed class VendorErrorsTests
{
    public static TheoryData<ApiErrorKind> Kinds => [.. Enum.GetValues<ApiErrorKind>()];

    [Fact]
    public void All_EveryKind_HasOneRow() =>
        VendorErrors.All.Select(row => row.Kind).ShouldBe(Enum.GetValues<ApiErrorKind>(), ignoreOrder: true);

    // An overflow is a bad request, which only its code or its words tell apart.
    [Theory, MemberData(nameof(Kinds))]
    public void FromStatus_StatusOfTheTable_IsItsKind(ApiErrorKind kind) =>
        VendorErrors.FromStatus(VendorErrors.Get(kind).Status)
            .ShouldBe(kind == ApiErrorKind.ContextExceeded ? ApiErrorKind.InvalidRequest : kind);

    [Theory]
    [InlineData(529, ApiErrorKind.Overloaded)]
    [InlineData(408, ApiErrorKind.Timeout)]
    [InlineData(418, ApiErrorKind.InvalidRequest)]
    [InlineData(422, ApiErrorKind.InvalidRequest)]
    [InlineData(409, ApiErrorKind.BadGateway)]
    [InlineData(425, ApiErrorKind.BadGateway)]
    [InlineData(498, ApiErrorKind.Overloaded)]
    [InlineData(499, ApiErrorKind.BadGateway)]
    [InlineData(524, ApiErrorKind.Timeout)]
    [InlineData(501, ApiErrorKind.Server)]
    [InlineData(599, ApiErrorKind.Server)]
    [InlineData(200, ApiErrorKind.Server)]
    [InlineData(0, ApiErrorKind.Server)]
    public void FromStatus_OtherStatus_IsTheClosestKind(int status, ApiErrorKind kind) => VendorErrors.FromStatus(status).ShouldBe(kind);

    // A client that gets an error through two translations must still see the same kind.
    [Theory, MemberData(nameof(Kinds))]
    public void FromName_OpenAIsCode_IsTheKind(ApiErrorKind kind) =>
        VendorErrors.FromName(VendorErrors.Get(kind).OpenAICode).ShouldBe(kind);

    // OpenAI's, Anthropic's and Google's documented values.
    [Theory]
    [InlineData("invalid_api_key", ApiErrorKind.Authentication)]
    [InlineData("insufficient_quota", ApiErrorKind.Billing)]
    [InlineData("rate_limit_exceeded", ApiErrorKind.RateLimit)]
    [InlineData("context_length_exceeded", ApiErrorKind.ContextExceeded)]
    [InlineData("exceed_context_size_error", ApiErrorKind.ContextExceeded)]
    [InlineData("invalid_prompt", ApiErrorKind.InvalidRequest)]
    [InlineData("content_filter", ApiErrorKind.InvalidRequest)]
    [InlineData("engine_overloaded_error", ApiErrorKind.Overloaded)]
    [InlineData("exceeded_current_quota_error", ApiErrorKind.Billing)]
    [InlineData("server_is_overloaded", ApiErrorKind.Overloaded)]
    [InlineData("slow_down", ApiErrorKind.Overloaded)]
    [InlineData("service_unavailable_error", ApiErrorKind.Overloaded)]
    [InlineData("invalid_request_error", ApiErrorKind.InvalidRequest)]
    [InlineData("authentication_error", ApiErrorKind.Authentication)]
    [InlineData("billing_error", ApiErrorKind.Billing)]
    [InlineData("permission_error", ApiErrorKind.Permission)]
    [InlineData("not_found_error", ApiErrorKind.NotFound)]
    [InlineData("request_too_large", ApiErrorKind.TooLarge)]
    [InlineData("rate_limit_error", ApiErrorKind.RateLimit)]
    [InlineData("api_error", ApiErrorKind.Server)]
    [InlineData("overloaded_error", ApiErrorKind.Overloaded)]
    [InlineData("timeout_error", ApiErrorKind.Timeout)]
    [InlineData("INVALID_ARGUMENT", ApiErrorKind.InvalidRequest)]
    [InlineData("FAILED_PRECONDITION", ApiErrorKind.InvalidRequest)]
    [InlineData("PERMISSION_DENIED", ApiErrorKind.Permission)]
    [InlineData("NOT_FOUND", ApiErrorKind.NotFound)]
    [InlineData("UNAVAILABLE", ApiErrorKind.Overloaded)]
    [InlineData("RESOURCE_EXHAUSTED", ApiErrorKind.RateLimit)]
    [InlineData("UNAUTHENTICATED", ApiErrorKind.Authentication)]
    [InlineData("DEADLINE_EXCEEDED", ApiErrorKind.Timeout)]
    [InlineData("INTERNAL", ApiErrorKind.Server)]
    [InlineData("server_error", ApiErrorKind.Server)]
    [InlineData("SERVER_ERROR", ApiErrorKind.Server)]
    [InlineData("something_new", ApiErrorKind.Server)]
    [InlineData("", ApiErrorKind.Server)]
    [InlineData(null, ApiErrorKind.Server)]
    public void FromName_DocumentedValue_IsItsKind(string? name, ApiErrorKind kind) => VendorErrors.FromName(name).ShouldBe(kind);

    [Theory]
    [InlineData(402, "billing_error")]
    [InlineData(429, "rate_limit_error")]
    public void TranslateStream_GeminisResourceExhausted_IsTakenByItsCode(int code, string expected)
    {
        var translator = Translator.CreateStreamTranslator(
            ModelApi.GeminiGenerateContent,
            ModelApi.AnthropicMessages,
            Sample.Context,
            RequestMap.None);
        var output = new ArrayBufferWriter<byte>();
        var error = $$$"""{"error":{"code":{{{code}}},"message":"No more.","status":"RESOURCE_EXHAUSTED"}}""";

        translator.WriteEvent(null, Encoding.UTF8.GetBytes(error), output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldContain($"\"type\":\"{expected}\"");
    }
}
