import { isJson } from '../blocks.ts'
import { pictureProblem, viewProblem } from '../checks.ts'
import { viewFields } from '../payloads.ts'
import type { Json, Trigger, View } from '../state.ts'
import { modalsOf, newView, pushView, showInView, viewOf } from '../views.ts'
import { type Caller, type Method, refuse, refuseProblem, stringArg } from './method.ts'

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': { scopes: [], run: open },
  'views.push': { scopes: [], run: push },
  'views.update': { scopes: [], run: update },
  'views.publish': { scopes: [], run: publish },
}

/** Milliseconds for which a trigger can open a view. */
const triggerLife = 3_000

function open(caller: Caller): Json {
  const { slack, team } = caller
  const view = viewArg(caller, 'modal')
  const trigger = takeTrigger(caller)
  // With a modal open, views.open puts the new one on top as views.push does.
  const opened = pushView(slack, team, trigger.user, view)
  if (opened === undefined) return refuse('push_limit_reached', 'a fourth modal was put on top of three')
  return answer(caller, opened)
}

function push(caller: Caller): Json {
  const { slack, team } = caller
  const view = viewArg(caller, 'modal')
  const trigger = takeTrigger(caller)
  const from =
    trigger.view === undefined ? undefined : modalsOf(team, trigger.user).find((one) => one.id === trigger.view)
  if (from === undefined) return refuse('invalid_trigger_id', 'views.push wants the trigger of an open modal')
  const pushed = pushView(slack, team, trigger.user, view)
  if (pushed === undefined) return refuse('push_limit_reached', 'a fourth modal was pushed on top of three')
  return answer(caller, pushed)
}

function update(caller: Caller): Json {
  const { slack, team, args } = caller
  const view = viewArg(caller)
  const standing = viewOf(team, (one) =>
    args.view_id === undefined ? one.source.external_id === args.external_id : one.id === args.view_id,
  )
  if (standing === undefined) return refuse('not_found')
  checkHash(caller, standing)
  showInView(slack, standing, view)
  return answer(caller, standing)
}

function publish(caller: Caller): Json {
  const { slack, team } = caller
  const view = viewArg(caller, 'home')
  const user = stringArg(caller, 'user_id')
  if (!team.people.has(user)) refuse('user_not_found')
  const standing = team.homes.get(user)
  if (standing !== undefined) {
    checkHash(caller, standing)
    showInView(slack, standing, view)
    return answer(caller, standing)
  }
  const home = newView(slack, user, view)
  team.homes.set(user, home)
  slack.changed()
  return answer(caller, home)
}

function answer({ slack, team }: Caller, view: View): Json {
  return { view: viewFields(slack, team, view) }
}

function checkHash({ args }: Caller, view: View): void {
  if (args.hash !== undefined && args.hash !== view.hash) refuse('hash_conflict')
}

function viewArg({ slack, team, args }: Caller, type?: string): Json {
  const view = args.view
  refuseProblem(viewProblem(view) ?? (isJson(view) ? pictureProblem(slack, team, view.blocks) : undefined))
  if (!isJson(view)) return refuse('invalid_arguments', 'the argument view is missing')
  if (type !== undefined && view.type !== type)
    refuse('invalid_arguments', `a ${String(view.type)} where a ${type} belongs`)
  return view
}

function takeTrigger(caller: Caller): Trigger {
  const { slack, team } = caller
  const trigger = slack.triggers.get(stringArg(caller, 'trigger_id'))
  if (trigger === undefined || trigger.team !== team.id) return refuse('invalid_trigger_id', 'a trigger_id was made up')
  if (slack.now() - trigger.at > triggerLife) refuse('expired_trigger_id')
  if (trigger.used) refuse('trigger_exchanged', 'a trigger_id was used twice')
  trigger.used = true
  return trigger
}
