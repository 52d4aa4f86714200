import { b3lb } from './b3lb.ts'
import { b3scale } from './b3scale.ts'
import { bbb } from './bbb.ts'
import { bbblb } from './bbblb.ts'
import type { Profile, ProfileName } from './profile.ts'
import { scalelite } from './scalelite.ts'

const PROFILES: Readonly<Record<ProfileName, Profile>> = { bbb, scalelite, b3scale, b3lb, bbblb }

/** The product of that name. */
export const chooseProfile = (name: ProfileName): Profile => PROFILES[name]
