namespace Factory.Contracts.Kev;

/// <summary>The key of the supervisor grain; there is one supervisor.</summary>
public static class KevIds
{
    /// <summary>The only key of <c>IKevGrain</c>.</summary>
    public const string Key = "kev-main";
}
