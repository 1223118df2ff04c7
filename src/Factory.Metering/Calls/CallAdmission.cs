using Factory.Domain.Limits;

namespace Factory.Metering.Calls;

/// <summary>The result of <see cref="ModelCallPipeline.StartAsync"/>. Exactly one of the two is set.</summary>
/// <param name="Call">The admitted call; it must be ended and disposed.</param>
/// <param name="Rejection">Why the provider's limiter rejected the call; nothing was reserved.</param>
public readonly record struct CallAdmission(ModelCall? Call, ProviderRejection? Rejection);
