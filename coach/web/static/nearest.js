// The published session that is nearest to what a form asks for: where no session can be made, it is offered.
const UNITS = { h: 3600, m: 60, min: 60, s: 1, "": 60 };

function seconds(text = "") {
  const colon = text.match(/^(\d+):(\d\d)$/);
  if (colon) return 60 * Number(colon[1]) + Number(colon[2]);
  const parts = [...text.toLowerCase().matchAll(/(\d+(?:[.,]\d+)?)\s*(h|min|m|s|)/g)];
  return parts.reduce((sum, [, number, unit]) => sum + Number(number.replace(",", ".")) * UNITS[unit], 0);
}

const apart = (one, other) => (one && other ? Math.abs(Math.log(one / other)) : 1);

// `sessions` is what was published: {plan, week, session, run, walk, length, ...}, times in seconds.
export function nearest(sessions, values) {
  const plan = values.get("plan");
  const ofPlan = sessions.filter((session) => session.plan === plan);
  if (ofPlan.length) {
    const order = (session) => 100 * session.week + session.session;
    const asked = 100 * Number(values.get("week") || 1) + Number(values.get("session") || 1);
    return ofPlan.reduce((best, session) => (Math.abs(order(session) - asked) < Math.abs(order(best) - asked) ? session : best));
  }
  const [run, walk] = [seconds(values.get("run") ?? ""), seconds(values.get("walk") ?? "")];
  const length = seconds(values.get("total") ?? "") || (run + walk) * Number(values.get("repeat") || 1) + 600;
  const distance = (session) => apart(run, session.run) + apart(walk, session.walk) + apart(length, session.length) / 2;
  return sessions.reduce((best, session) => (distance(session) < distance(best) ? session : best), sessions[0]);
}
