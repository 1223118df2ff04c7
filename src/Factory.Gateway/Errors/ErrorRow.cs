using Factory.Protocols.Errors;

namespace Factory.Gateway.Errors;

/// <summary>How the gateway answers a kind of error. What vendors call it is in <see cref="VendorErrors"/>.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Vendor">The vendors' kind that comes closest.</param>
/// <param name="IsFinal">True when a retry cannot help; the response has <c>x-should-retry: false</c> then.</param>
/// <param name="Code">OpenAI's <c>error.code</c>, where it is not the vendor kind's; null where it is.</param>
internal sealed record ErrorRow(GatewayErrorKind Kind, int Status, ApiErrorKind Vendor, bool IsFinal, string? Code = null);
