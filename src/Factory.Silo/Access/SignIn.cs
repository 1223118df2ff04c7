namespace Factory.Silo.Access;

/// <summary>A browser that is signed in.</summary>
/// <param name="Record">The persisted part.</param>
/// <param name="Session">The session of its requests.</param>
internal sealed record SignIn(SignInRecord Record, AccessSession Session);
