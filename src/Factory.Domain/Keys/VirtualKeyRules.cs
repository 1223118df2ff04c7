using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Contracts.Metering;

namespace Factory.Domain.Keys;

/// <summary>Validates new keys, and derives the status of existing ones.</summary>
public static class VirtualKeyRules
{
    private const int MaxNameLength = 40;
    private static readonly Usd MaxBudget = new(1_000_000);
    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3650);

    /// <summary>Why a key cannot be created; null when it can.</summary>
    public static Problem? Validate(VirtualKeysState keys, CreateKey request)
    {
        // The name becomes part of other identifiers: the principal (key-NAME) and the key of its budget.
        if (request.Name is not { Length: > 0 and <= MaxNameLength } name
            || name.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            || name[0] == '-'
            || name[^1] == '-')
        {
            return new Problem(
                ErrorCodes.InvalidRequest,
                $"A key's name must have 1 to {MaxNameLength} lower-case letters, digits and dashes, and must not begin or end with a " +
                "dash.");
        }

        // Names of revoked keys are not free again: a new key would inherit the spending of the old one.
        if (keys.Keys.Any(k => k.Name == name))
        {
            return new Problem(
                ErrorCodes.KeyExists,
                $"The name '{name}' is or was used by a key, and its spending is recorded under it.",
                "Choose another name. List all with: factory key list");
        }

        if (request.Budget <= Usd.Zero || request.Budget > MaxBudget)
        {
            return new Problem(ErrorCodes.InvalidRequest, "A key's budget must be above 0 and at most 1,000,000 USD.");
        }

        if (request.ExpiresIn is { } expires && (expires < MinLifetime || expires > MaxLifetime))
        {
            return new Problem(
                ErrorCodes.InvalidRequest,
                "A key must be valid for 1 minute to 10 years.",
                "Omit the expiry for a key that is valid until it is revoked.");
        }

        // The serializer does not enforce nullability: a list from a client may contain null.
        return request.Models.Select(m => m ?? "")
            .FirstOrDefault(m => m.IndexOf('/', StringComparison.Ordinal) is <= 0 || m.EndsWith('/')) is { } wrong
            ? new Problem(
                ErrorCodes.InvalidRequest,
                $"'{wrong}' is not a model: it must have the form provider/model.",
                "See: factory models")
            : null;
    }

    /// <summary>The key as the API returns it.</summary>
    public static KeyView ToView(NamedKey key, Usd cap, Usd spent, DateTimeOffset now) =>
        new(key.Name, key.LastFour, cap, spent, key.Models, key.CreatedAt, key.ExpiresAt, key.RevokedAt, StatusOf(key, now));

    /// <summary>The status of a key.</summary>
    public static KeyStatus StatusOf(NamedKey key, DateTimeOffset now) =>
        key.RevokedAt is not null ? KeyStatus.Revoked : key.ExpiresAt <= now ? KeyStatus.Expired : KeyStatus.Active;
}
